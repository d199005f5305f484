import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { corridor } from "../fixtures/test-parts.ts";
import { steps, worldOf } from "./fixtures/small-worlds.ts";
import { reliabilityError } from "./reliability.ts";
import { stateDistributionErrors } from "./state-distribution-errors.ts";
import { leastProbability, tableLikelihood } from "./table-likelihood.ts";

/** State 0 stays with ¼ and goes to 1 with ¾; state 1 goes to 0. */
const model = worldOf([[[0, 0.25], [1, 0.75]], [[0, 1]]], [0, 0]);

describe("tableLikelihood", () => {
  test("by hand: the mean of three logarithms", () => {
    const { logLikelihood, impossibleShare } = tableLikelihood(model, steps([0, 0, 0], [0, 0, 1], [1, 0, 0]));
    expect(logLikelihood).toBeCloseTo((Math.log(0.25) + Math.log(0.75)) / 3, 14);
    expect(impossibleShare).toBe(0);
  });

  test("what is held impossible, and what nothing is known about, counts as the least probability", () => {
    const silent = worldOf([[[1, 1]], []], [0, 0]);
    const { logLikelihood, impossibleShare } = tableLikelihood(silent, steps([0, 0, 0], [1, 0, 0], [0, 0, 1], [0, 0, 1]));
    expect(logLikelihood).toBeCloseTo(Math.log(leastProbability) / 2, 12);
    expect(impossibleShare).toBe(0.5);
  });

  test("a successor that stands twice counts twice, and an end is no other state", () => {
    const twice = worldOf([[[1, 0.5], [1, 0.25, "ends"], [0, 0.25]], [[1, 1]]], [0, 0]);
    expect(tableLikelihood(twice, steps([0, 0, 1, "last"])).logLikelihood).toBeCloseTo(Math.log(0.75), 14);
  });
});

describe("reliabilityError", () => {
  test("by hand: two bins", () => {
    // Predicted ¼ twice and once 1 (bins 2 and 9), ¾ twice (bin 7). Happened: ¼ once, ¾ once, 1 once.
    const error = reliabilityError(model, steps([0, 0, 0], [0, 0, 1], [1, 0, 0]));
    expect(error).toBeCloseTo((Math.abs(0.5 - 1) + Math.abs(1.5 - 1) + 0) / 5, 14);
  });

  test("0 where shares are as predicted, 1 where what is certain never happens", () => {
    expect(reliabilityError(model, steps([0, 0, 0], [0, 0, 1], [0, 0, 1], [0, 0, 1]))).toBeCloseTo(0, 14);
    expect(reliabilityError(worldOf([[[0, 1]], [[1, 1]]], [0, 0]), steps([0, 0, 1]))).toBe(1);
    expect(reliabilityError(model, steps())).toBeNaN();
  });
});

describe("stateDistributionErrors", () => {
  const world = worldOf([[[0, 0.5], [1, 0.5]], [[1, 1]]], [0, 0]);

  test("by hand: what is still in state 0 after h steps", () => {
    const policy = Int32Array.of(0, 0);
    const stays = worldOf([[[0, 0.25], [1, 0.75]], [[1, 1]]], [0, 0]);
    expect(stateDistributionErrors(stays, world, policy, [0, 1, 2, 3])).toEqual([0, 0.25, 0.25 - 0.0625, 0.125 - 0.015625]);
  });

  test("an end, and a state that is never left, are the same place", () => {
    const ends = worldOf([[[0, 0.5], [1, 0.5, "ends"]], [[0, 1]]], [0, 0]);
    expect(stateDistributionErrors(ends, world, Int32Array.of(0, 0), [1, 5])).toEqual([0, 0]);
  });

  test("rows that nothing is known about lead nowhere", () => {
    const silent = worldOf([[[0, 0.5], [1, 0.5]], []], [0, 0]);
    expect(stateDistributionErrors(silent, world, Int32Array.of(0, 0), [1, 2])).toEqual([0, 0.5]);
  });

  test("a perfect model has none; any model at most 1, and one of other size is not compared", () => {
    const policies = fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 6, maxLength: 6 });
    fc.assert(fc.property(policies, fc.double({ min: 0, max: 1, noNaN: true }), (actions, slip) => {
      const [policy, horizons] = [Int32Array.from(actions), [1, 2, 10]];
      const truth = corridor({ cells: 6, slip: 0.2 });
      expect(stateDistributionErrors(truth, truth, policy, horizons)).toEqual([0, 0, 0]);
      for (const error of stateDistributionErrors(corridor({ cells: 6, slip }), truth, policy, horizons)!) {
        expect(error).toBeGreaterThanOrEqual(0);
        expect(error).toBeLessThanOrEqual(1 + 1e-12);
      }
    }), { seed: 1, numRuns: 50 });
    expect(stateDistributionErrors(corridor({ cells: 5, slip: 0 }), corridor({ cells: 6, slip: 0 }), new Int32Array(6), [1])).toBeUndefined();
  });
});
