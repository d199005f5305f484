import { policyGradient as theoryGradient, stateDistributions } from "@worldwise/theory";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { corridor } from "../fixtures/test-parts.ts";
import { worldOf } from "./fixtures/small-worlds.ts";
import { backup, gradientErrors, policyGradient, softmaxPolicy } from "./gradient-errors.ts";
import { stateDistributionErrors } from "./state-distribution-errors.ts";

const uniform = (rows: number, actionCount: number): Float64Array => new Float64Array(rows).fill(1 / actionCount);

describe("policyGradient", () => {
  test("of a bandit, by hand: π(a) (r(a) − mean reward)", () => {
    const bandit = worldOf([[[0, 1, "ends"]], [[0, 1, "ends"]]], [0, 4], { actionCount: 2 });
    expect([...policyGradient(bandit, Float64Array.of(0.75, 0.25), bandit.initial)!]).toEqual([-0.75, 0.75]);
  });

  test("of a bandit that goes on for ever with γ = ½: twice the visits", () => {
    const bandit = worldOf([[[0, 1]], [[0, 1]]], [0, 4], { actionCount: 2 });
    const gradient = policyGradient(bandit, Float64Array.of(0.75, 0.25), bandit.initial)!;
    expect(gradient[0]).toBeCloseTo(-1.5, 10);
    expect(gradient[1]).toBeCloseTo(1.5, 10);
  });

  test("is the derivative of the value, and theory's gradient", () => {
    fc.assert(fc.property(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 10, maxLength: 10 }), (preferences) => {
      const world = corridor({ cells: 5, slip: 0.2 });
      const policy = softmaxPolicy(Float64Array.from(preferences), 2, 1);
      const gradient = policyGradient(world, policy, world.initial)!;
      theoryGradient(world, policy).forEach((entry, row) => { expect(gradient[row]).toBeCloseTo(entry, 9); });
    }), { seed: 1, numRuns: 20 });
  });

  test("without a discount it is defined where episodes end, and undefined where one may never do", () => {
    const chain = { ...corridor({ cells: 4, slip: 0.1 }), discount: 1 };
    expect(policyGradient(chain, uniform(8, 2), chain.initial)!.every(Number.isFinite)).toBe(true);
    const forever = worldOf([[[0, 1]], [[0, 1]]], [0, 1], { actionCount: 2, discount: 1 });
    expect(policyGradient(forever, uniform(2, 2), forever.initial)).toBeUndefined();
  });
});

describe("gradientErrors", () => {
  const world = corridor({ cells: 5, slip: 0.2 });

  test("a perfect model: error 0, cosine 1", () => {
    const { error, cosine } = gradientErrors(corridor({ cells: 5, slip: 0.2 }), world, uniform(10, 2))!;
    expect(error).toBe(0);
    expect(cosine).toBeCloseTo(1, 14);
  });

  test("a model in which every step goes the other way: the opposite direction", () => {
    const { error, cosine } = gradientErrors(corridor({ cells: 5, slip: 0.8 }), world, uniform(10, 2))!;
    expect(cosine).toBeCloseTo(-1, 12);
    expect(error).toBeGreaterThan(0);
  });

  test("wherever the model says that episodes begin, the true start counts", () => {
    const elsewhere = { ...world, initial: new Float64Array(5).fill(0.2) };
    expect(gradientErrors(elsewhere, world, uniform(10, 2))!.error).toBe(0);
  });

  test("a model that has diverged, or is of another size, has no error", () => {
    expect(gradientErrors({ ...world, reward: world.reward.map(() => Number.NaN) }, world, uniform(10, 2))).toBeUndefined();
    expect(gradientErrors({ ...world, probability: world.probability.map(() => Number.NaN) }, world, uniform(10, 2))).toBeUndefined();
    expect(gradientErrors(corridor({ cells: 4, slip: 0 }), world, uniform(10, 2))).toBeUndefined();
  });
});

test("softmaxPolicy: by hand, and greedy when it is cold", () => {
  const policy = softmaxPolicy(Float64Array.of(0, Math.log(3), 1000, 0), 2, 1);
  expect(policy[0]).toBeCloseTo(0.25, 14);
  expect([...policy.subarray(2)]).toEqual([1, 0]);
  expect(softmaxPolicy(Float64Array.of(0, Math.log(3)), 2, 1e-3)[1]).toBe(1);
});

test("backup: r + γ P V, ends being worth 0", () => {
  expect([...backup(worldOf([[[0, 0.5], [1, 0.5]], [[0, 1, "ends"]]], [1, 2]), [4, 8])]).toEqual([1 + 0.5 * 6, 2]);
});

test("state distributions of a world that never ends are theory's", () => {
  const row = (slip: number): readonly (readonly [number, number])[] => [[0, slip], [1, 1 - slip - 0.1], [2, 0.1]];
  const drifting = (slip: number): ReturnType<typeof worldOf> => worldOf([row(slip), row(slip / 2), row(0)], [0, 0, 0]);
  const [model, world] = [drifting(0.2), drifting(0.6)];
  const policy = new Int32Array(3);
  const [imagined, seen] = [stateDistributions(model, policy, 4), stateDistributions(world, policy, 4)];
  stateDistributionErrors(model, world, policy, [0, 1, 2, 3, 4])!.forEach((error, h) => {
    const expected = imagined[h]!.reduce((total, mass, x) => total + Math.abs(mass - seen[h]![x]!), 0) / 2;
    expect(error).toBeCloseTo(expected, 12);
  });
});
