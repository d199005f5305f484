// The programs in @worldwise/autodiff and @worldwise/nn. Each is one call into WebAssembly.
import {
  add, clamp, concat, exp, grad, gradient, hvp, mean, minimum, mul, neg, program, slice, softplus, square, stopGradient, store, sub,
  sum, tanh, valueAndGrad,
} from "../../packages/autodiff/dist/index.js";
import { createArena, philox, seedKey } from "../../packages/math/dist/index.js";
import { adam, average, ensemble, gaussian, mlp, optimizeTree, softBounded } from "../../packages/nn/dist/index.js";
import { layersOf, learningRate, regressions, wave } from "./numbers.mjs";

const random = philox.streams(seedKey(1), 1).lane(0);

/** A network's parameters, with the numbers that all peers have. */
function parametersOf(network, sizes, seed) {
  const parameters = network.init(random);
  layersOf(sizes, seed).forEach(({ weight, bias }, k) => {
    parameters[`layer${k}`].weight.data.set(weight);
    parameters[`layer${k}`].bias.data.set(bias);
  });
  return parameters;
}

/** One step after another on the same batch; `count` is of the optimizer. */
function stepping(step, inputs, told = (outputs) => outputs.loss[0]) {
  let count = 0;
  for (const [name, values] of Object.entries(inputs)) step.inputs[name].set(values);
  return {
    run: () => {
      step.inputs.count[0] = ++count;
      step.run();
    },
    told: () => told(step.outputs),
  };
}

/** Parameters, an Adam for them, and a step that takes the loss down. */
function training(parameters, loss, inputs, shapes) {
  const optimizer = optimizeTree(adam({ rate: learningRate }), parameters);
  const state = store({ parameters, memory: optimizer.memory });
  const step = program(({ state, count, ...given }) => {
    const [value, slope] = valueAndGrad((p) => loss(p, given))(state.parameters);
    return { state: optimizer.update(state.parameters, slope, state.memory, count), loss: value };
  }, { state, count: { shape: [] }, ...shapes });
  return stepping(step, inputs);
}

function regression({ sizes, batch }) {
  const network = mlp(sizes, { activation: "relu" });
  const loss = (p, { x, y }) => mean(square(sub(network.apply(p, x), y)));
  const inputs = { x: wave(101, batch * sizes[0]), y: wave(102, batch * sizes.at(-1)) };
  return training(parametersOf(network, sizes, 1), loss, inputs, { x: { shape: [batch, sizes[0]] }, y: { shape: [batch, sizes.at(-1)] } });
}

const [states, actions, hidden, batch] = [11, 3, 64, 128];

/** VaGraM: errors of the model count in proportion to the slope of the value function. */
function vagram() {
  const sizes = [states + actions, hidden, hidden, states], valueSizes = [states, hidden, hidden, 1];
  const model = mlp(sizes, { activation: "silu" }), value = mlp(valueSizes, { activation: "silu" });
  const arena = createArena({ bytes: 8 << 20 }), critic = store({ value: parametersOf(value, valueSizes, 11) }, { arena });
  const parameters = parametersOf(model, sizes, 1), optimizer = optimizeTree(adam({ rate: learningRate }), parameters);
  const state = store({ parameters, memory: optimizer.memory }, { arena });
  const step = program(({ state, critic, count, x, next }) => {
    const slope = stopGradient(gradient((s) => value.apply(critic.value, s))(next));
    const loss = (p) => mean(sum(square(mul(slope, sub(model.apply(p, x), next))), 1));
    const [told, slopes] = valueAndGrad(loss)(state.parameters);
    return { state: optimizer.update(state.parameters, slopes, state.memory, count), loss: told };
  }, { state, critic, count: { shape: [] }, x: { shape: [batch, sizes[0]] }, next: { shape: [batch, states] } });
  return stepping(step, { x: wave(101, batch * sizes[0]), next: wave(102, batch * states) });
}

/** Five networks with Gaussian likelihood, log-variances softly bounded. */
function probabilisticEnsemble() {
  const members = 5, sizes = [14, hidden, hidden, 12], half = 6, network = ensemble(mlp(sizes, { activation: "silu" }), members);
  const parameters = network.init(random);
  sizes.slice(1).forEach((outputs, k) => {
    const inputs = sizes[k], { weight, bias } = parameters[`layer${k}`];
    weight.data.set(wave(1 + k, members * inputs * outputs, 1 / Math.sqrt(inputs)));
    bias.data.fill(0);
  });
  const loss = (p, { x, y }) => {
    const out = network.apply(p, x), center = slice(out, 2, 0, half);
    const logVariance = softBounded(slice(out, 2, half, 2 * half), { minimum: -10, maximum: 0.5 });
    return mul(sum(add(mul(square(sub(center, y)), exp(neg(logVariance))), logVariance)), 1 / (batch * half));
  };
  const inputs = { x: wave(101, members * batch * 14), y: wave(102, members * batch * half) };
  return training(parameters, loss, inputs, { x: { shape: [members, batch, 14] }, y: { shape: [members, batch, half] } });
}

/** Both critics, the actor, the temperature and the targets in one step. */
function softActorCritic() {
  const qSizes = [states + actions, hidden, hidden, 1], actorSizes = [states, hidden, hidden, 2 * actions];
  const critic = mlp(qSizes), actor = mlp(actorSizes);
  const critics = { a: parametersOf(critic, qSizes, 1), b: parametersOf(critic, qSizes, 11) };
  const targets = { a: parametersOf(critic, qSizes, 21), b: parametersOf(critic, qSizes, 31) };
  const trees = { critics, actor: parametersOf(actor, actorSizes, 41), temperature: { log: { shape: [], data: Float32Array.of(0) } } };
  const optimizers = Object.fromEntries(Object.entries(trees).map(([name, tree]) => [name, optimizeTree(adam({ rate: 3e-4 }), tree)]));
  const memory = Object.fromEntries(Object.entries(optimizers).map(([name, optimizer]) => [name, optimizer.memory]));
  const state = store({ ...trees, targets, memory });
  const policy = (parameters, s, noise) => {
    const out = actor.apply(parameters, s);
    const logScale = clamp(slice(out, 1, actions, 2 * actions), -5, 2), raw = add(slice(out, 1, 0, actions), mul(exp(logScale), noise));
    const squash = mul(2, sub(sub(Math.LN2, raw), softplus(mul(-2, raw))));
    const normal = sub(sub(mul(-0.5, square(noise)), logScale), 0.5 * Math.log(2 * Math.PI));
    return [tanh(raw), sum(sub(normal, squash), 1)];
  };
  const q = (parameters, s, a) => sum(critic.apply(parameters, concat([s, a], 1)), 1);
  const step = program(({ state, count, s, a, r, next, live, noise, nextNoise }) => {
    const alpha = exp(state.temperature.log);
    const [nextAction, nextLog] = policy(state.actor, next, nextNoise);
    const later = minimum(q(state.targets.a, next, nextAction), q(state.targets.b, next, nextAction));
    const target = stopGradient(add(r, mul(mul(0.99, live), sub(later, mul(alpha, nextLog)))));
    const criticLoss = (p) => add(mean(square(sub(q(p.a, s, a), target))), mean(square(sub(q(p.b, s, a), target))));
    const [told, criticSlope] = valueAndGrad(criticLoss)(state.critics);
    const critics = optimizers.critics.update(state.critics, criticSlope, state.memory.critics, count);
    const actorLoss = (p) => {
      const [chosen, logProbability] = policy(p, s, noise);
      const best = minimum(q(critics.parameters.a, s, chosen), q(critics.parameters.b, s, chosen));
      return mean(sub(mul(alpha, logProbability), best));
    };
    const [actorTold, actorSlope] = valueAndGrad(actorLoss)(state.actor);
    const moved = optimizers.actor.update(state.actor, actorSlope, state.memory.actor, count);
    const [, logProbability] = policy(state.actor, s, noise);
    const temperatureLoss = (p) => neg(mean(mul(p.log, sub(stopGradient(logProbability), actions))));
    const temperature = optimizers.temperature.update(state.temperature, grad(temperatureLoss)(state.temperature), state.memory.temperature, count);
    return {
      state: {
        critics: critics.parameters, actor: moved.parameters, temperature: temperature.parameters,
        targets: average(state.targets, critics.parameters, 0.005),
        memory: { critics: critics.memory, actor: moved.memory, temperature: temperature.memory },
      },
      loss: told, actorLoss: actorTold,
    };
  }, {
    state, count: { shape: [] }, s: { shape: [batch, states] }, a: { shape: [batch, actions] }, r: { shape: [batch] },
    next: { shape: [batch, states] }, live: { shape: [batch] }, noise: { shape: [batch, actions] }, nextNoise: { shape: [batch, actions] },
  });
  return stepping(step, {
    s: wave(101, batch * states), a: wave(102, batch * actions), r: wave(103, batch), next: wave(104, batch * states),
    live: wave(105, batch), noise: wave(106, batch * actions), nextNoise: wave(107, batch * actions),
  }, ({ loss, actorLoss }) => loss[0] + actorLoss[0]);
}

/** H v of the squared error of a tanh network. What is told is Σ (H v)². */
function hessianVector() {
  const sizes = [4, 64, 64, 2], network = mlp(sizes, { activation: "tanh" });
  const parameters = parametersOf(network, sizes, 1), direction = parametersOf(network, sizes, 51);
  const arena = createArena({ bytes: 4 << 20 }), state = store({ parameters }, { arena }), along = store({ direction }, { arena });
  const product = program(({ state, along, x, y }) => {
    const loss = (p) => mean(square(sub(network.apply(p, x), y)));
    return { product: hvp(loss, state.parameters, along.direction) };
  }, { state, along, x: { shape: [32, 4] }, y: { shape: [32, 2] } });
  product.inputs.x.set(wave(101, 32 * 4));
  product.inputs.y.set(wave(102, 32 * 2));
  const told = () => Object.values(product.outputs.product).flatMap(({ weight, bias }) => [...weight, ...bias])
    .reduce((total, entry) => total + entry * entry, 0);
  return { run: () => product.run(), told };
}

export const ours = {
  ...Object.fromEntries(Object.entries(regressions).map(([name, options]) => [name, () => regression(options)])),
  sac: softActorCritic, vagram, ensemble: probabilisticEnsemble, hvp: hessianVector,
};
