import type { Outcome } from "@worldwise/protocol";
import { checkMdp, loadTree, saveTree } from "@worldwise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { finiteProblem } from "./fixtures/finite-problem.ts";
import { plan } from "./fixtures/plan.ts";
import { seeded } from "./fixtures/random.ts";
import type { Row } from "./fixtures/recorded.ts";
import { recorded } from "./fixtures/recorded.ts";
import reference from "./fixtures/three-states.json" with { type: "json" };
import { proportionalRows, threeStatesProblem as problem } from "./fixtures/three-states.ts";
import { iterVamlThreeStates, threeStatesIterVamlDerivative, threeStatesIterVamlLoss } from "./iter-vaml-three-states.ts";
import {
  maximumLikelihoodThreeStates, threeStatesNegativeLogLikelihood, threeStatesNegativeLogLikelihoodDerivative,
} from "./maximum-likelihood-three-states.ts";
import { threeStateClass } from "./three-state-class.ts";

const random = seeded(1);
const { expected, relative_tolerance: tolerance, inputs } = reference;
const valueTable = Float64Array.from(inputs.v);

const expectClose = (got: ArrayLike<number>, wanted: readonly number[]): void => {
  expect(got.length).toBe(wanted.length);
  wanted.forEach((number, i) => {
    expect(Math.abs(got[i]! - number)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(number)));
  });
};

/** Both learners after many updates on data in the true proportions. */
const likelihood = (() => {
  const learner = maximumLikelihoodThreeStates(problem);
  const state = learner.init(random);
  const { mdp } = learner.model(state);
  const data = recorded(problem, proportionalRows(1000));
  for (let i = 0; i < 3; i++) learner.update(state, data, {}, random);
  return { learner, state, mdp };
})();
const valueAware = (() => {
  const learner = iterVamlThreeStates(problem);
  const state = learner.init(random);
  const { mdp } = learner.model(state);
  const data = recorded(problem, proportionalRows(1000));
  for (let i = 0; i < 20; i++) learner.update(state, data, { valueTable }, random);
  return { learner, state, mdp };
})();

describe("the three-state example", () => {
  const learned = [["mle", likelihood], ["ve", valueAware]] as const;
  test.each(learned)("rows, values and greedy actions of the reference: %s", (name, { mdp }) => {
    checkMdp(mdp);
    const { model_row_s0: rows, policy, V_in_model: value, VE_loss_v: loss } = expected[name];
    rows.forEach((row, a) => expectClose(mdp.probability.subarray(3 * a, 3 * a + 3), row));
    const planned = plan(mdp);
    expect(planned.policy).toEqual(policy);
    expectClose(planned.value, value);
    const trueRows = inputs.P.map((actions) => actions[0]!);
    const modelled = rows.map((_, a) => threeStateClass.expectation(mdp.probability[3 * a + 1]!, inputs.v));
    const real = trueRows.map((row) => row.reduce((total, p, y) => total + p * inputs.v[y]!, 0));
    expectClose(modelled.map((model, a) => (model - real[a]!) ** 2), loss);
  });

  test("θ: likelihood copies the share of s1, value awareness keeps what s0 is worth", () => {
    expectClose(likelihood.state.theta, [0.4, 0.2]);
    expectClose(valueAware.state.theta, [0, 0.2]);
    expect(likelihood.learner.metrics?.(likelihood.state)).toEqual({
      visitedPairs: 6, transitions: 6000, theta0: likelihood.state.theta[0], theta1: likelihood.state.theta[1],
    });
  });

  test("from samples of the true world, the two choose different actions in s0", () => {
    const [stream, rows] = [seeded(17), [] as Row[]];
    for (let i = 0; i < 4000; i++) {
      const [a, u] = [i % 2, stream.uniform()];
      const row = inputs.P[a]![0]!;
      rows.push([0, a, 1, u < row[0]! ? 0 : u < row[0]! + row[1]! ? 1 : 2]);
    }
    const [first, second] = [maximumLikelihoodThreeStates(problem), iterVamlThreeStates(problem)];
    const [one, other] = [first.init(random), second.init(random)];
    const data = recorded(problem, rows);
    for (let i = 0; i < 20; i++) {
      first.update(one, data, {}, random);
      second.update(other, data, { valueTable }, random);
    }
    expect(plan(first.model(one).mdp).policy[0]).toBe(expected.mle.policy[0]);
    expect(plan(second.model(other).mdp).policy[0]).toBe(expected.true.policy[0]);
    expect(data.rowsRead).toBe(8000);
  });

  test("told of the values of its own plans, IterVAML ends at the same model", () => {
    const learner = iterVamlThreeStates(problem);
    const state = learner.init(random);
    const { mdp } = learner.model(state);
    const data = recorded(problem, proportionalRows(100));
    for (let i = 0; i < 20; i++) learner.update(state, data, { valueTable: plan(mdp).value }, random);
    expectClose(state.theta, [0, 0.2]);
    expect(plan(mdp).policy).toEqual(expected.true.policy);
  });
});

const outcomeCounts = fc.tuple(fc.nat(50), fc.nat(50), fc.nat(50)).filter((n) => n[0] + n[1] + n[2] > 0);
const theta = fc.double({ min: 0.05, max: 0.95, noNaN: true });
const difference = (loss: (theta: number) => number, at: number, step = 1e-5): number =>
  (loss(at + step) - loss(at - step)) / (2 * step);

describe("the derivatives", () => {
  test("of the negative log-likelihood agree with finite differences, and with the step", () => {
    fc.assert(fc.property(theta, outcomeCounts, (at, n) => {
      const derivative = threeStatesNegativeLogLikelihoodDerivative(at, n);
      expect(derivative).toBeCloseTo(difference((t) => threeStatesNegativeLogLikelihood(t, n), at), 5);
      expect(at * (1 - at) * derivative).toBeCloseTo(at - n[1] / (n[0] + n[1] + n[2]), 12);
    }), { seed: 1 });
  });

  test("of the IterVAML loss agree with finite differences", () => {
    const value = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -10, max: 10, noNaN: true })));
    fc.assert(fc.property(theta, outcomeCounts, value, (at, n, v) => {
      expect(threeStatesIterVamlDerivative(at, n, v)).toBeCloseTo(difference((t) => threeStatesIterVamlLoss(t, n, v), at), 5);
    }), { seed: 1 });
  });

  test("by hand: θ = ½, outcomes 3, 1, 0, V = (1, 0, 0)", () => {
    const n = [3, 1, 0];
    // Model: E V = ¼. Data: ¾ of the values are 1. L = ¾ (¼ − 1)² + ¼ (¼)², dL/dθ = 2 (¼ − ¾)(−½).
    expect(threeStatesIterVamlLoss(0.5, n, valueTable)).toBe(0.4375);
    expect(threeStatesIterVamlDerivative(0.5, n, valueTable)).toBe(0.5);
    // L = −¼ log ½ − ¾ log ¼ = (¼ + 2 · ¾) log 2, dL/dθ = −½ + 1½.
    expect(threeStatesNegativeLogLikelihood(0.5, n)).toBeCloseTo(1.75 * Math.LN2, 14);
    expect(threeStatesNegativeLogLikelihoodDerivative(0.5, n)).toBe(1);
    expect(threeStatesNegativeLogLikelihood(0, [1, 0, 1])).toBe(Math.LN2);
    expect(threeStatesNegativeLogLikelihood(0, n)).toBe(Infinity);
  });
});

describe("a step of the learners", () => {
  const rows: readonly Row[] = [[0, 0, 1, 0], [0, 0, 1, 1], [0, 0, 1, 0], [0, 0, 1, 2], [1, 1, 0, 0]];

  test("likelihood: θ += η (q − θ), actions never taken stay", () => {
    const learner = maximumLikelihoodThreeStates(problem, { stepSize: 0.5, steps: 1, initialTheta: 0.75 });
    const state = learner.init(random);
    learner.update(state, recorded(problem, rows), {}, random);
    expect([...state.theta]).toEqual([0.5, 0.75]);
    expect([...state.mdp.probability.subarray(0, 3)]).toEqual([0.25, 0.5, 0.25]);
  });

  test("IterVAML: the unit of the step is the span of V, so its scale does not matter", () => {
    const learner = iterVamlThreeStates(problem, { stepSize: 1, steps: 1, initialTheta: 0.5 });
    for (const scale of [1e-100, 1, 64, 1e100]) {
      const state = learner.init(random);
      learner.update(state, recorded(problem, rows), { valueTable: Float64Array.of(scale, 0, 0) }, random);
      // E V = ¼, the data's mean ½, slope −½: Δθ = −(¼ − ½)(−½).
      expect(state.theta[0]).toBeCloseTo(0.375, 14);
      expect(state.theta[1]).toBe(0.5);
    }
  });

  const flat = [[0, 0, 0], [7, 7, 7], [3, 2, 1], [1e-200, 0, 0]];
  test.each(flat)("IterVAML: where the loss is flat θ stays: V = (%s, %s, %s)", (...value) => {
    const learner = iterVamlThreeStates(problem);
    const state = learner.init(random);
    expect(learner.update(state, recorded(problem, rows), { valueTable: Float64Array.from(value) }, random)).toBeUndefined();
    expect([...state.theta]).toEqual([1 / 3, 1 / 3]);
  });

  test("IterVAML: a value that is no number is not learned from", () => {
    const learner = iterVamlThreeStates(problem);
    const state = learner.init(random);
    const broken = Float64Array.of(0, Number.NaN, 0);
    const outcome: Outcome | undefined = learner.update(state, recorded(problem, rows), { valueTable: broken }, random);
    expect(outcome).toBe("non-finite");
    expect([...state.theta]).toEqual([1 / 3, 1 / 3]);
    expect(state.seen).toBe(5);
  });

  test("never raises the loss, whatever the data and V", () => {
    const value = fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -1e3, max: 1e3, noNaN: true })));
    fc.assert(fc.property(theta, outcomeCounts, value, (initialTheta, n, v) => {
      const data = recorded(problem, n.flatMap((times, y) => Array.from({ length: times }, (): Row => [0, 0, 1, y])));
      const learner = iterVamlThreeStates(problem, { initialTheta, steps: 1, stepSize: 1 });
      const state = learner.init(random);
      learner.update(state, data, { valueTable: Float64Array.from(v) }, random);
      const before = threeStatesIterVamlLoss(initialTheta, n, v);
      expect(threeStatesIterVamlLoss(state.theta[0]!, n, v)).toBeLessThanOrEqual(before * (1 + 1e-12) + 1e-12);
    }), { seed: 1 });
  });

  test("saved and loaded, it goes on with the same bits", () => {
    const learner = iterVamlThreeStates(problem);
    const [trained, fresh] = [learner.init(random), learner.init(random)];
    const { mdp } = learner.model(fresh);
    const data = recorded(problem, rows);
    learner.update(trained, data, { valueTable }, random);
    loadTree(fresh, saveTree(trained));
    expect(mdp.probability).toEqual(trained.mdp.probability);
    for (const state of [trained, fresh]) learner.update(state, data, { valueTable }, random);
    expect(fresh).toEqual(trained);
  });

  test("refuses other problems and options", () => {
    expect(() => maximumLikelihoodThreeStates(finiteProblem(4, 2))).toThrow(/a problem of 3 states/);
    expect(() => iterVamlThreeStates(problem, { stepSize: 1.5 })).toThrow(/stepSize/);
    expect(() => iterVamlThreeStates(problem, { steps: 0 })).toThrow(/steps/);
    expect(() => iterVamlThreeStates(problem, { initialTheta: -0.1 })).toThrow(/initialTheta/);
  });
});
