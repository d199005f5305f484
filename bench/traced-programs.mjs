// The programs that traced code is measured with, as a user would write them: regression, VaGraM, soft actor-critic, an ensemble,
// a Hessian-vector product, a recurrent network.
import {
  add, clamp, concat, div, exp, grad, gradient, hvp, matmul, mean, minimum, mul, neg, program, relu, scan, sigmoid, silu, slice, softplus,
  sqrt, square, stopGradient, store, sub, sum, tanh, tensor, valueAndGrad,
} from "../packages/autodiff/dist/index.js";

/** Uniform numbers in (-1, 1) from a seed. */
export function uniforms(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}

const isLeaf = (tree) => "shape" in tree;
const leaves = (tree) => (isLeaf(tree) ? [tree] : Object.values(tree).flatMap(leaves));
function mapTree(tree, f) {
  if (isLeaf(tree)) return f(tree);
  return Array.isArray(tree) ? tree.map((each) => mapTree(each, f))
    : Object.fromEntries(Object.entries(tree).map(([name, each]) => [name, mapTree(each, f)]));
}
const refill = (tree, values) => {
  let next = 0;
  return mapTree(tree, () => values[next++]);
};

const random = uniforms(7);
const filled = (...shape) => {
  const scale = shape.length > 1 ? 1 / Math.sqrt(shape.at(-2)) : 0.1;
  return tensor(Float64Array.from({ length: shape.reduce((a, b) => a * b, 1) }, () => random() * scale), shape);
};
const shaped = (...shape) => ({ shape });
const network = (sizes, ...lead) => sizes.slice(1).map((size, i) =>
  ({ weight: filled(...lead, sizes[i], size), bias: lead.length === 0 ? filled(size) : filled(...lead, 1, size) }));
const apply = (layers, x, activation) => layers.slice(1).reduce(
  (h, { weight, bias }) => add(matmul(activation(h), weight), bias), add(matmul(x, layers[0].weight), layers[0].bias));

const zeros = (tree) => mapTree(tree, ({ shape }) => tensor(new Float64Array(shape.reduce((a, b) => a * b, 1)), shape));
const moments = (tree) => ({ mean: zeros(tree), variance: zeros(tree), meanOfOne: tensor(0), varianceOfOne: tensor(0) });

/** Kingma and Ba (2015), algorithm 1, in the form at the end of their section 2. */
function adam(parameters, gradients, old, rate) {
  const [b1, b2, epsilon] = [0.9, 0.999, 1e-8];
  const average = (before, now, keep) => add(mul(before, keep), mul(now, 1 - keep));
  const slopes = leaves(gradients);
  const means = leaves(old.mean).map((each, i) => average(each, slopes[i], b1));
  const variances = leaves(old.variance).map((each, i) => average(each, square(slopes[i]), b2));
  const meanOfOne = average(old.meanOfOne, 1, b1), varianceOfOne = average(old.varianceOfOne, 1, b2);
  const root = sqrt(varianceOfOne), step = div(mul(root, rate), meanOfOne), guard = mul(root, epsilon);
  const moved = leaves(parameters).map((each, i) => sub(each, div(mul(means[i], step), add(sqrt(variances[i]), guard))));
  return [refill(parameters, moved), { mean: refill(parameters, means), variance: refill(parameters, variances), meanOfOne, varianceOfOne }];
}

/** A program over one store: `step(state, inputs)` gives `[next state, told]`. */
function example(name, step, state, inputs) {
  return {
    name, inputs,
    /** Allocates the state; what comes back traces and compiles. */
    prepare(options) {
      const states = store(state);
      return () => program(({ states: own, ...given }) => {
        const [next, told] = step(own, given);
        return { ...told, states: next };
      }, { states, ...inputs }, options);
    },
    build: (options) => example(name, step, state, inputs).prepare(options)(),
  };
}

export function regression(sizes, batch, activation, name) {
  const parameters = network(sizes);
  return example(name, ({ parameters: own, optimizer }, { x, target }) => {
    const [loss, slopes] = valueAndGrad((p) => mean(square(sub(apply(p, x, activation), target))))(own);
    const [moved, next] = adam(own, slopes, optimizer, 1e-3);
    return [{ parameters: moved, optimizer: next }, { loss }];
  }, { parameters, optimizer: moments(parameters) }, { x: shaped(batch, sizes[0]), target: shaped(batch, sizes.at(-1)) });
}

export function vagram(hidden = 64, batch = 128) {
  const [observation, action] = [11, 3];
  const parameters = network([observation + action, hidden, hidden, observation]);
  return example("VaGraM", ({ parameters: own, optimizer, critic }, { input, next }) => {
    const slope = stopGradient(gradient((s) => sum(apply(critic, s, silu), 1))(next));
    const [loss, slopes] = valueAndGrad((p) => mean(sum(square(mul(slope, sub(apply(p, input, silu), next))), 1)))(own);
    const [moved, after] = adam(own, slopes, optimizer, 1e-3);
    return [{ parameters: moved, optimizer: after, critic }, { loss }];
  }, { parameters, optimizer: moments(parameters), critic: network([observation, hidden, hidden, 1]) },
  { input: shaped(batch, observation + action), next: shaped(batch, observation) });
}

/** Both critics, the actor, the temperature and the target averages in one step. */
export function softActorCritic(hidden = 64, batch = 128) {
  const [observation, action] = [11, 3];
  const critic = () => network([observation + action, hidden, hidden, 1]);
  const critics = { a: critic(), b: critic() }, actor = network([observation, hidden, hidden, 2 * action]), logAlpha = tensor(0);
  const q = (layers, state, chosen) => apply(layers, concat([state, chosen], 1), relu);
  const act = (layers, state, noise) => {
    const out = apply(layers, state, relu);
    const logScale = clamp(slice(out, 1, action, 2 * action), -5, 2);
    const raw = add(slice(out, 1, 0, action), mul(exp(logScale), noise));
    const squash = mul(2, sub(sub(Math.LN2, raw), softplus(mul(-2, raw))));
    const gauss = sub(mul(square(noise), -0.5), add(logScale, 0.5 * Math.log(2 * Math.PI)));
    return [tanh(raw), sum(sub(gauss, squash), 1)];
  };
  const column = (x) => sum(x, 1);
  const step = (state, { s, a, r, next, live, noise, nextNoise }) => {
    const alpha = exp(state.logAlpha);
    const [nextAction, nextLog] = act(state.actor, next, nextNoise);
    const nextValue = sub(column(minimum(q(state.targets.a, next, nextAction), q(state.targets.b, next, nextAction))), mul(alpha, nextLog));
    const target = stopGradient(add(r, mul(mul(live, 0.99), nextValue)));
    const error = (layers) => mean(square(sub(column(q(layers, s, a)), target)));
    const [lossOfCritics, slopes] = valueAndGrad((p) => add(error(p.a), error(p.b)))(state.critics);
    const [newCritics, criticMoments] = adam(state.critics, slopes, state.criticMoments, 3e-4);
    const [[lossOfActor, actorSlopes], logProbability] = [valueAndGrad((p) => {
      const [chosen, log] = act(p, s, noise);
      return mean(sub(mul(alpha, log), column(minimum(q(newCritics.a, s, chosen), q(newCritics.b, s, chosen)))));
    })(state.actor), stopGradient(act(state.actor, s, noise)[1])];
    const [newActor, actorMoments] = adam(state.actor, actorSlopes, state.actorMoments, 3e-4);
    const alphaSlope = grad((l) => neg(mean(mul(l, add(logProbability, -action)))))(state.logAlpha);
    const [newAlpha, alphaMoments] = adam(state.logAlpha, alphaSlope, state.alphaMoments, 3e-4);
    const fresh = leaves(newCritics);
    const targets = refill(state.targets, leaves(state.targets).map((old, i) => add(mul(old, 0.995), mul(fresh[i], 0.005))));
    return [
      { critics: newCritics, criticMoments, targets, actor: newActor, actorMoments, logAlpha: newAlpha, alphaMoments },
      { lossOfCritics, lossOfActor, alpha },
    ];
  };
  return example("SAC", step, {
    critics, criticMoments: moments(critics), targets: critics, actor, actorMoments: moments(actor), logAlpha, alphaMoments: moments(logAlpha),
  }, {
    s: shaped(batch, observation), a: shaped(batch, action), r: shaped(batch), next: shaped(batch, observation), live: shaped(batch),
    noise: shaped(batch, action), nextNoise: shaped(batch, action),
  });
}

/** Gaussian models trained by likelihood, with softly bounded variances. */
export function ensemble(members = 5, hidden = 64, batch = 128) {
  const parameters = network([14, hidden, hidden, 12], members);
  return example("ensemble", ({ parameters: own, optimizer }, { x, target, high, low }) => {
    const [loss, slopes] = valueAndGrad((p) => {
      const out = apply(p, x, silu);
      const below = sub(high, softplus(sub(high, slice(out, 2, 6, 12))));
      const logVariance = add(low, softplus(sub(below, low)));
      const error = mul(square(sub(slice(out, 2, 0, 6), target)), exp(neg(logVariance)));
      return mul(sum(add(error, logVariance)), 1 / (batch * 6));
    })(own);
    const [moved, next] = adam(own, slopes, optimizer, 1e-3);
    return [{ parameters: moved, optimizer: next }, { loss }];
  }, { parameters, optimizer: moments(parameters) }, { x: shaped(members, batch, 14), target: shaped(members, batch, 6), high: shaped(6), low: shaped(6) });
}

export function hessian(hidden = 64, batch = 32) {
  const parameters = network([4, hidden, hidden, 2]);
  return example("Hessian-vector", ({ parameters: own }, { x, target, direction }) => {
    const loss = (p) => mean(square(sub(apply(p, x, tanh), target)));
    return [{ parameters: own }, { product: hvp(loss, own, direction) }];
  }, { parameters }, { x: shaped(batch, 4), target: shaped(batch, 2), direction: mapTree(parameters, ({ shape }) => ({ shape })) });
}

/** A gated recurrent unit over time by backpropagation, with Adam. */
export function recurrent(length = 50, size = 64, batch = 32, inputSize = 16, name = `GRU ×${length}`, isUnrolled = false) {
  const parameters = { input: filled(inputSize, 3 * size), state: filled(size, 3 * size), bias: filled(3 * size) };
  const cell = (w, state, x) => {
    const [ours, theirs] = [add(matmul(x, w.input), w.bias), matmul(state, w.state)];
    const gate = (from, k) => slice(from, 1, k * size, (k + 1) * size);
    const keep = sigmoid(add(gate(ours, 1), gate(theirs, 1)));
    const candidate = tanh(add(gate(ours, 2), mul(sigmoid(add(gate(ours, 0), gate(theirs, 0))), gate(theirs, 2))));
    return add(mul(keep, state), mul(sub(1, keep), candidate));
  };
  const unrolled = (w, start, x) => {
    let state = start;
    let total = 0;
    for (let t = 0; t < length; t++) {
      state = cell(w, state, sum(slice(x, 0, t, t + 1), 0));
      total = add(total, sum(square(state)));
    }
    return mul(total, 1 / (length * batch * size));
  };
  const scanned = (w, start, x) => mean(square(scan((state, row) => {
    const next = cell(w, state, row);
    return { carry: next, output: next };
  }, start, x).outputs));
  return example(name, ({ parameters: own, optimizer }, { start, x }) => {
    const [loss, slopes] = valueAndGrad((p) => (isUnrolled ? unrolled : scanned)(p, start, x))(own);
    const [moved, next] = adam(own, slopes, optimizer, 1e-3);
    return [{ parameters: moved, optimizer: next }, { loss }];
  }, { parameters, optimizer: moments(parameters) }, { start: shaped(batch, size), x: shaped(length, batch, inputSize) });
}

/** All of them. */
export const examples = () => [
  regression([4, 64, 64, 2], 32, relu, "MLP 4-64-64-2 B32 relu"), regression([4, 64, 64, 2], 32, silu, "MLP 4-64-64-2 B32 silu"),
  regression([14, 256, 256, 12], 32, relu, "MLP 14-256-256-12 B32 relu"), regression([14, 256, 256, 12], 32, silu, "MLP 14-256-256-12 B32 silu"),
  regression([14, 256, 256, 12], 256, relu, "MLP 14-256-256-12 B256 relu"), regression([14, 256, 256, 12], 256, silu, "MLP 14-256-256-12 B256 silu"),
  vagram(), softActorCritic(), ensemble(), hessian(),
];

/** Fills what a program is given with small random numbers. */
export function fillInputs(compiled) {
  const draw = uniforms(11);
  const fill = (tree) => {
    if (ArrayBuffer.isView(tree)) for (let i = 0; i < tree.length; i++) tree[i] = draw();
    else for (const branch of Object.values(tree)) fill(branch);
  };
  fill(compiled.inputs);
}
