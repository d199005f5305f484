import fc from "fast-check";
import { describe, expect, test } from "vitest";
import reference from "./fixtures/return-distribution.json" with { type: "json" };
import { type Follower, mdpOf, randomCase, shapeOf } from "./fixtures/worlds.ts";
import { conditionalValueAtRisk, momentEquivalenceError, policyValues, returnDistribution, returnMoments } from "./index.ts";

const shapes = fc.noBias(fc.nat()).map(shapeOf);

/** Action a of state 0 → high (pays 10) or low (pays 0), b → middle (pays 4); in the model a → five (pays 5). 5 pays 0. */
function counterexample(ofA: readonly Follower[]): ReturnType<typeof mdpOf> {
  const toTheEnd = Array.from({ length: 10 }, (): readonly Follower[] => [[5, 1, 0]]);
  const reward = Float64Array.of(0, 0, 10, 10, 0, 0, 4, 4, 5, 5, 0, 0);
  return mdpOf([ofA, [[3, 1, 0]], ...toTheEnd], { stateCount: 6, discount: reference.inputs.gamma, reward });
}
const truth = counterexample([[1, 0.5, 0], [2, 0.5, 0]]), model = counterexample([[4, 1, 0]]);
const policyOf = (action: number): Int32Array => Int32Array.of(action, 0, 0, 0, 0, 0);
const actions = [["a", 0], ["b", 1]] as const;

describe("the counterexample of distributional equivalence", () => {
  const wanted = reference.expected;

  test.each(actions)("moments and CVaR of action %s", (name, action) => {
    const moments = [truth, model].map((world) => returnMoments(world, policyOf(action)));
    expect(moments.map(({ mean }) => mean[0])).toEqual([wanted.mean_true[name], wanted.mean_model[name]].map(close));
    const seconds = [wanted.second_moment_true[name], wanted.second_moment_model[name]];
    expect(moments.map(({ secondMoment }) => secondMoment[0])).toEqual(seconds.map(close));
    expect(moments[0]!.variance[0]).toBeCloseTo(wanted.var_true[name], 8);
    const risks = [truth, model].map((world) => {
      const { returns, masses } = returnDistribution(world, policyOf(action), 0, 5);
      return conditionalValueAtRisk(returns, masses, 0.5);
    });
    expect(risks).toEqual([wanted.CVaR05_true[name], wanted.CVaR05_model[name]].map(close));
  });

  test("the model is value equivalent, but not in second moments", () => {
    const { mean, secondMoment } = momentEquivalenceError(truth, model, policyOf(0));
    expect(Math.max(...mean.map(Math.abs))).toBeLessThan(1e-12);
    expect(secondMoment[0]).toBeCloseTo(20.25 - 40.5, 10);
    expect(Math.max(...momentEquivalenceError(truth, model, policyOf(1)).secondMoment.map(Math.abs))).toBeLessThan(1e-12);
  });
});

test("rewards that depend on the successor: the exact cross term, 4 and not 2", () => {
  // State 0 → 1 (R = 1, V = 2) or 2 (R = −1, V = −2); states 1 and 2 pay ±2 and end.
  const shape = { stateCount: 3, discount: 0.5, reward: Float64Array.of(0, 2, -2) };
  const base = mdpOf([[[1, 0.5, 0], [2, 0.5, 0]], [[1, 1, 1]], [[2, 1, 1]]], shape);
  const { secondMoment } = returnMoments({ ...base, successorReward: Float64Array.of(1, -1, 2, -2) }, Int32Array.of(0, 0, 0));
  expect(secondMoment[0]).toBeCloseTo(reference.correlation_pitfall.exact, 12);
  const without = returnMoments(base, Int32Array.of(0, 0, 0)); // a reward that is certain: only γ² E[V²]
  expect(without.secondMoment[0]).toBeCloseTo(1, 12);
});

test("moments are those of the distribution, where episodes are short", () => {
  fc.assert(fc.property(shapes, ({ ...shape }) => {
    const { truth, policy } = randomCase({ ...shape, stateCount: Math.min(3, shape.stateCount), discount: 0.3, ending: 0.7 });
    const { mean, secondMoment } = returnMoments(truth, policy);
    const { returns, masses } = returnDistribution(truth, policy, 0, 4);
    const expectation = (of: (x: number) => number): number => returns.reduce((sum, x, i) => sum + masses[i]! * of(x), 0);
    const tail = 0.3 ** 4 * 2 / 0.7; // what is left out, |r| ≤ 1
    expect(Math.abs(expectation((x) => x) - mean[0]!)).toBeLessThan(tail);
    expect(Math.abs(expectation((x) => x * x) - secondMoment[0]!)).toBeLessThan(2 * tail * 1.5);
    expect(masses.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 10);
    expect(mean[0]).toBe(policyValues(truth, policy).value[0]);
  }), { seed: 1, numRuns: 100 });
});

test("CVaR fills its share with a part of an atom", () => {
  const returns = Float64Array.of(3, 0, 1), masses = Float64Array.of(0.5, 0.25, 0.25);
  expect(conditionalValueAtRisk(returns, masses, 0.5)).toBe(0.5);
  expect(conditionalValueAtRisk(returns, masses, 0.75)).toBeCloseTo((0.25 + 0.75) / 0.75, 12);
  expect(conditionalValueAtRisk(returns, masses, 1)).toBe(1.75);
  expect(() => conditionalValueAtRisk(returns, masses, 0)).toThrow("a share in (0, 1]");
});

test("a distribution that cannot be written out is refused", () => {
  const either: readonly Follower[] = [[0, 0.5, 0], [1, 0.5, 0]];
  const random = mdpOf([either, either], { stateCount: 2, discount: 0.9, reward: Float64Array.of(0, 1) });
  expect(() => returnDistribution(random, Int32Array.of(0, 0), 0, 30)).toThrow("at most 100000 atoms");
});

const close = (number: number): number => expect.closeTo(number, 8) as number; // a matcher, where a number is expected
