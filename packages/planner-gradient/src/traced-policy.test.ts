import { add, exp, grad, mean, mul, numbers, pow, program, square, stopGradient, sub, sum, tensor } from "@worldwise/autodiff";
import { eager } from "@worldwise/nn";
import type { Tensor, Traced } from "@worldwise/protocol";
import { box, heap } from "@worldwise/protocol";
import { randomMdp } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { linearFeatures, tableFeatures } from "./action-features.ts";
import { exactGradient } from "./exact-gradient.ts";
import { exactPolicyGradient } from "./exact-policy-gradient.ts";
import { factsAt, normals, problemOf, stream } from "./fixtures/policy-of.ts";
import { polynomialFeatures } from "./polynomial-features.ts";
import { sampledDecision } from "./sampled-decision.ts";
import { sampledState } from "./sampled-state.ts";
import { softmaxProbabilities } from "./softmax.ts";
import { tracedSoftmaxPolicy } from "./softmax-policy.ts";

const space = box("float64", [-2, 0, -Infinity], [2, 10, Infinity]);
const observation = Float64Array.from([0.5, 3, -1, -1.5, 9, 2, 0, 0, 0.25, 2, 5, 7]);
const features = linearFeatures(polynomialFeatures(space, 2), 3);
const parameter = normals(stream(1), features.featureCount * 3, 0.3);
const bound = <F>({ parameters, bind }: Traced<F>): F => bind(eager(parameters));

test("monomials up to degree 2 of normalized coordinates", () => {
  const feature = new Float64Array(10);
  polynomialFeatures(space, 2).evaluate(observation, 0, feature);
  const [x, y, z] = [0.25, -0.4, -1];
  [1, x, y, z, x * x, x * y, x * z, y * y, y * z, z * z].forEach((entry, f) => expect(feature[f]).toBeCloseTo(entry, 12));
  const traced = numbers(polynomialFeatures(space, 2).traced(tensor(observation, [4, 3])));
  feature.forEach((entry, f) => expect(traced[f]).toBeCloseTo(entry, 12));
  expect([0, 1, 2, 3].map((degree) => polynomialFeatures(space, degree).size)).toEqual([1, 4, 10, 20]);
});

describe("a traced softmax policy", () => {
  const policy = bound(tracedSoftmaxPolicy(features, parameter));
  const { parameters } = policy;
  const at = tensor(observation, [4, 3]);
  const probability = new Float64Array(3);

  test("has the probabilities of the plain one", () => {
    const everywhere = (a: number): Tensor => tensor([a, a, a, a], [4], "int32");
    const logProbability = [0, 1, 2].map((a) => numbers(policy.logProbability(parameters, at, everywhere(a))));
    const table = numbers(policy.probabilities!(parameters, at));
    for (let b = 0; b < 4; b++) {
      softmaxProbabilities(features, parameter, observation, b, probability);
      probability.forEach((p, a) => expect(logProbability[a]![b]).toBeCloseTo(Math.log(p), 12));
      probability.forEach((p, a) => expect(table[b * 3 + a]).toBeCloseTo(p, 12));
    }
  });

  test("samples by inverting them at Φ(noise)", () => {
    const shares = new Float64Array(3);
    const count = 4000;
    for (const shape of [[4], [4, 1]]) for (let i = 0; i < 20; i++) {
      const chosen = numbers(policy.sample(parameters, at, tensor(new Float64Array(4).fill(-3 + 0.3 * i), shape)));
      expect([...chosen].every((a) => a === 0 || a === 1 || a === 2)).toBe(true);
    }
    const random = stream(3);
    const repeated = Float64Array.from({ length: count * 3 }, (_, i) => observation[i % 3]!);
    const noise = tensor(normals(random, count), [count]);
    const sampled = numbers(policy.sample(parameters, tensor(repeated, [count, 3]), noise));
    sampled.forEach((a) => (shares[a]! += 1 / count));
    softmaxProbabilities(features, parameter, observation, 0, probability);
    probability.forEach((p, a) => expect(Math.abs(shares[a]! - p)).toBeLessThan(4.5 * Math.sqrt(p * (1 - p) / count)));
  });
});

describe("the words of a decision inside a program", () => {
  const random = stream(2);
  const mdp = randomMdp(random, { stateCount: 4, actionCount: 3, branching: 3, discount: 0.9 });
  const pairs = Array.from({ length: 12 }, (_, row) => row);
  const states = tensor(pairs.map((row) => Math.floor(row / 3)), [12], "int32");
  const actions = tensor(pairs.map((row) => row % 3), [12], "int32");

  test("the exact policy gradient is the gradient of Σ d π(a|x) log π(a|x) Q(x,a), as PAML takes it", () => {
    const planner = exactPolicyGradient(problemOf(mdp), { iterations: 3, stepSize: 1 });
    const state = planner.init(random);
    const decision = planner.decision(state);
    planner.plan?.(state, { mdp }, random);
    const facts = factsAt(mdp, tableFeatures(4, 3), state.parameter);
    const weight = tensor(pairs.map((row) => facts.visits[Math.floor(row / 3)]! * facts.probability[row]!));
    const critic = bound(decision.tracedActionValue);
    const policy = bound(decision.tracedPolicy);
    const objective = (parameters: readonly Tensor[]): Tensor =>
      sum(mul(weight, mul(policy.logProbability(parameters, states, actions), stopGradient(critic(states, actions)))));
    const traced = numbers(grad(objective)(policy.parameters)[0]!);
    const expected = new Float64Array(12);
    exactGradient(tableFeatures(4, 3), 4)(facts, expected);
    expected.forEach((entry, i) => expect(traced[i]).toBeCloseTo(entry, 10));
    const values = numbers(bound(decision.tracedValue)(tensor([2, 0], [2], "int32")));
    expect([...values]).toEqual([state.value[2], state.value[0]]);
  });

  test("the distance between two policy gradients can be compiled, and differentiated once more", () => {
    const policy = tracedSoftmaxPolicy(tableFeatures(4, 3), normals(stream(5), 12));
    const compiled = program(({ weights, shift }: { weights: Tensor; shift: Tensor }) => {
      const { parameters, logProbability } = policy.bind({ weights });
      const scores = (factor: Tensor): Tensor =>
        grad((own: readonly Tensor[]) => mean(mul(logProbability(own, states, actions), factor)))(parameters)[0]!;
      const loss = (at: Tensor): Tensor =>
        sum(square(sub(scores(mul(at, exp(mul(actions, 0.1)))), scores(pow(add(actions, 1), 2)))));
      return { loss: loss(shift), slope: grad(loss)(shift) };
    }, { weights: { shape: [4, 3] }, shift: { shape: [12] } });
    const run = (values: Float64Array): { loss: number; slope: Float64Array } => {
      const { loss, slope } = compiled.run({ weights: policy.parameters.weights.data, shift: values });
      return { loss: loss[0]!, slope: Float64Array.from(slope) };
    };
    const at = normals(stream(6), 12);
    const { slope } = run(at);
    for (const i of [0, 5, 11]) {
      const moved = (by: number): number => run(at.map((entry, j) => (i === j ? entry + by : entry))).loss;
      expect(slope[i]).toBeCloseTo((moved(1e-3) - moved(-1e-3)) / 2e-3, 2);
    }
  });

  test("value and action value of a critic are those outside", () => {
    const problem = { observation: space, action: problemOf(mdp).action, discount: 0.9 };
    const state = sampledState(problem, features, 1, heap);
    state.parameter.set(parameter);
    state.critic.set(normals(stream(9), 30));
    const decision = sampledDecision(problem, features, state, "sample");
    const [value, actionValue] = [new Float64Array(4), new Float64Array(12)];
    decision.value.evaluate(observation, value);
    decision.actionValue.evaluate(observation, null, actionValue);
    const at = tensor(observation, [4, 3]);
    numbers(bound(decision.tracedValue)(at)).forEach((entry, b) => expect(entry).toBeCloseTo(value[b]!, 12));
    numbers(bound(decision.tracedActionValue)(at, tensor([2, 0, 1, 2], [4], "int32")))
      .forEach((entry, b) => expect(entry).toBeCloseTo(actionValue[b * 3 + [2, 0, 1, 2][b]!]!, 12));
  });
});
