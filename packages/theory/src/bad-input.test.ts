import { describe, expect, test } from "vitest";
import { expectComplaint } from "./fixtures/expect-complaint.ts";
import { denseMdp, mdpOf } from "./fixtures/worlds.ts";
import {
  approximateValueIterationBound, distributionDrift, empiricalDistribution, finiteClass, kl, likelihoodBounds, linearBall,
  lipschitzBall, modelErrorReport, occupancy, operatorSplittingContraction, operatorSplittingControlBound, optimalTransport,
  optimalValues, policyGradient, policyGradientBounds, policyImprovementBounds, policyLossBounds, policyValues, rkhsBall,
  simulationLemma, stateDistributions, valueErrorBounds, wassersteinOnLine,
} from "./index.ts";

const shape = { stateCount: 2, reward: Float64Array.of(1, 0), discount: 0.5 };
const good = mdpOf([[[0, 1, 0]], [[1, 1, 0]]], shape);
const policy = Int32Array.of(0, 0);
const half = Float64Array.of(0.5, 0.5);

describe("rows that do not sum to 1", () => {
  const leaky = mdpOf([[[0, 0.5, 0]], [[1, 1, 0]]], shape);
  test.each([
    ["simulationLemma", () => simulationLemma(good, leaky, policy)],
    ["valueErrorBounds", () => valueErrorBounds(leaky, good, policy)],
    ["policyLossBounds", () => policyLossBounds(good, leaky)],
    ["policyGradientBounds", () => policyGradientBounds(good, leaky, policy)],
    ["distributionDrift", () => distributionDrift(good, leaky, policy, 1)],
    ["likelihoodBounds", () => likelihoodBounds(good, leaky, half, half)],
    ["operatorSplittingContraction", () => operatorSplittingContraction(good, leaky, policy)],
    ["modelErrorReport", () => modelErrorReport(good, leaky, half, policy)],
    ["policyValues", () => policyValues(leaky, policy)],
    ["optimalValues", () => optimalValues(leaky)],
    ["occupancy", () => occupancy(leaky, policy)],
    ["policyGradient", () => policyGradient(leaky, policy)],
    ["policyImprovementBounds", () => policyImprovementBounds(leaky, policy, policy)],
  ])("%s", (_, action) => expectComplaint(action, "bad-mdp", {
    expected: "a row of state 0, action 0 that sums to 1", got: "the sum 0.5", todo: "correct the transition table",
  }));
});

test("discount 1, and pairs that do not belong together", () => {
  expectComplaint(() => policyValues({ ...good, discount: 1 }, policy), "bad-mdp", {
    expected: "a discount below 1", got: "1", todo: "compare an MDP and a model of it",
  });
  const other = mdpOf([[[0, 1, 0]]], { ...shape, stateCount: 1, reward: Float64Array.of(1) });
  expect(() => simulationLemma(good, other, policy)).toThrow("one stateCount in truth and model");
  expect(() => simulationLemma(good, { ...good, discount: 0.6 }, policy)).toThrow("one discount in truth and model");
  const [noRows, nothing] = [new Int32Array(), new Float64Array()];
  const none = { ...other, stateCount: 0, rowStart: noRows, rowEnd: noRows, reward: nothing, initial: nothing };
  expect(() => policyValues(none, new Int32Array())).toThrow();
});

test("policies, distributions, values and horizons that are none", () => {
  expect(() => policyValues(good, Int32Array.of(0, 1))).toThrow("actions below 1");
  expect(() => policyValues(good, Int32Array.of(0))).toThrow("2 numbers in policy");
  expect(() => policyValues(good, half)).toThrow("probabilities that sum to 1 in each state");
  const twoActions = denseMdp([[[1]], [[1]]], [[0, 0]], 0.5);
  expect(() => policyValues(twoActions, Float64Array.of(1.5, -0.5))).toThrow("probabilities of at least 0");
  expect(() => kl(half, Float64Array.of(0.5, 0.4))).toThrow("masses of q that sum to 1");
  expect(() => kl(half, Float64Array.of(1.5, -0.5))).toThrow("masses of at least 0 in q");
  expect(() => kl(half, Float64Array.of(NaN, 1))).toThrow("masses of at least 0 in q");
  expect(() => kl(half, Float64Array.of(1))).toThrow("2 numbers in q");
  expect(() => occupancy(good, policy, Float64Array.of(1, 1))).toThrow("masses of start that sum to 1");
  expect(() => modelErrorReport(good, good, Float64Array.of(1, NaN), policy)).toThrow("finite numbers in value");
  const weight = Float64Array.of(1, 1);
  expect(() => modelErrorReport(good, good, half, policy, { weight })).toThrow("masses of weight that sum to 1");
  expect(() => approximateValueIterationBound(good, [])).toThrow("at least one value function");
  expect(() => stateDistributions(good, policy, -1)).toThrow("a horizon of 0, 1, 2, …");
  expect(() => stateDistributions(good, policy, 1.5)).toThrow("a horizon of 0, 1, 2, …");
});

test("classes, costs and samples that are none", () => {
  expect(() => empiricalDistribution([], 3)).toThrow("at least one sample");
  expect(() => empiricalDistribution([3], 3)).toThrow("points below 3");
  expect(() => lipschitzBall(Float64Array.of(0, 1, 2, 0))).toThrow("a symmetric matrix of at least 0");
  expect(() => lipschitzBall(Float64Array.of(0, 1, 1, 0), -1)).toThrow("radius finite and at least 0");
  expect(() => rkhsBall(Float64Array.of(1, 2, 3))).toThrow("numbers in gram");
  expect(() => linearBall(Float64Array.of(1, 2, 3), 2)).toThrow("4 numbers in features");
  expect(() => finiteClass(new Float64Array(), 2)).toThrow("2 numbers in functions");
  expect(() => optimalTransport(Float64Array.of(0, Infinity, 0, 0), half, half)).toThrow("finite numbers in cost");
  expect(() => wassersteinOnLine(Float64Array.of(0), half, half)).toThrow("2 numbers in points");
});

describe("what is odd but legal", () => {
  test("one state, one action, discount 0: everything is 0 or tight", () => {
    const one = mdpOf([[[0, 1, 0]]], { stateCount: 1, reward: Float64Array.of(-2), discount: 0 });
    const still = Int32Array.of(0);
    expect(simulationLemma(one, one, still).residual).toBe(0);
    expect(valueErrorBounds(one, one, still).likelihood.looseness).toBe(1);
    expect(policyLossBounds(one, one).largest.likelihood).toMatchObject({ left: 0, right: 0 });
    expect(occupancy(one, still)).toEqual({ state: Float64Array.of(1), pair: Float64Array.of(1), end: 0 });
    expect(operatorSplittingContraction(one, one, still).spectralRadius.left).toBe(0);
  });

  test("zero-probability support: infinite bounds, no NaN", () => {
    const elsewhere = mdpOf([[[1, 1, 0]], [[1, 1, 0]]], shape);
    const { likelihood } = valueErrorBounds(good, elsewhere, policy);
    expect(likelihood).toMatchObject({ left: 2 - 1, right: Infinity, looseness: Infinity });
    expect(likelihoodBounds(good, elsewhere, Float64Array.of(0, 0), half).worst.likelihood.right).toBe(0); // nothing is valued
    expect(likelihoodBounds(good, elsewhere, half, Float64Array.of(0, 1)).meanSquared.likelihood.right).toBe(0); // nor weighed
    expect(distributionDrift(good, elsewhere, policy, 1)[0]!.likelihood.right).toBe(0);
  });

  test("a state that the data leave out: the bound through them says nothing", () => {
    const { concentration, fixedCritic } = policyGradientBounds(good, good, policy, { stateWeight: Float64Array.of(0, 1) });
    expect(concentration).toBe(Infinity);
    expect(fixedCritic.likelihood.right).not.toBeNaN();
  });

  test("operator splitting in a bad model: no guarantee, as data", () => {
    const wrong = { ...mdpOf([[[1, 1, 0]], [[0, 1, 0]]], shape), discount: 0.9 };
    expect(operatorSplittingControlBound({ ...good, discount: 0.9 }, wrong, [half]).iterates.right).toBe(Infinity);
  });

  test("discount 0.9999 is solved to ten digits of the values", () => {
    const patient = { ...good, discount: 0.9999 };
    expect(policyValues(patient, policy).value[0]! / 1e4).toBeCloseTo(1, 10);
  });
});
