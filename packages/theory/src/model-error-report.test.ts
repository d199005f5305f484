import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { denseMdp, mdpOf, randomCase, shapeOf } from "./fixtures/worlds.ts";
import {
  type ErrorSummary, kl, modelErrorReport, outcomeDistribution, pairErrors, policyGradientBounds, policyValues, wasserstein,
} from "./index.ts";

const shapes = fc.noBias(fc.nat()).map(shapeOf);

const truth = denseMdp([[[0, 1, 0], [0, 1, 0], [0, 0, 1]]], [[0], [1], [3]], 0.5);
const model = denseMdp([[[0, 0.5, 0.5], [0, 1, 0], [0, 0, 1]]], [[0], [1], [2]], 0.5);
const stay = Int32Array.of(0, 0, 0);
const { value } = policyValues(truth, stay); // 1, 2, 6

describe("by hand", () => {
  const report = modelErrorReport(truth, model, value, stay, { distance: (x, y) => Math.abs(x - y), horizon: 2 });

  test("pair by pair", () => {
    expect([...report.pair.kl]).toEqual([Math.log(2), 0, 0]);
    expect([...report.pair.l1]).toEqual([1, 0, 0]);
    expect([...report.pair.wasserstein!]).toEqual([0.5, 0, 0]);
    expect([...report.pair.valueAware]).toEqual([2, 0, 0]);
    expect([...report.pair.squaredValueAware]).toEqual([4, 0, 0]);
    expect([...report.pair.reward]).toEqual([0, 0, 1]);
  });

  test("summarized over where the policy goes", () => {
    expect([...report.weight]).toEqual([0.5, 0.5, 0]);
    expect(report.summary.valueAware).toEqual({ mean: 1, largest: 2, largestAnywhere: 2 });
    expect(report.summary.reward).toEqual({ mean: 0, largest: 0, largestAnywhere: 1 });
    expect(report.summary.wasserstein?.mean).toBe(0.25);
  });

  test("and what they add up to", () => {
    expect(report.valueError).toBe(2); // V̂ = 1.5, 2, 4
    expect(report.startError).toBe(-0.5);
    expect([...report.drift]).toEqual([0, 1, 1]);
    expect(report.gradient?.norm).toBe(0); // one action
  });

  test("any distribution over pairs, and no gradient", () => {
    const other = modelErrorReport(truth, model, value, stay, { weight: Float64Array.of(0, 0, 1), gradient: false });
    expect(other.summary.reward.mean).toBe(1);
    expect(other.summary.wasserstein).toBeUndefined();
    expect(other.gradient).toBeUndefined();
  });
});

describe("on random models", () => {
  test("nothing is NaN, means lie below the largest, and KL may be infinite", () => {
    let infinite = 0;
    fc.assert(fc.property(shapes, (shape) => {
      const { truth, model, policy, value } = randomCase(shape);
      const report = modelErrorReport(truth, model, value, policy, { distance: (x, y) => Number(x !== y) });
      const summaries = Object.values<ErrorSummary | undefined>(report.summary).filter((summary) => summary !== undefined);
      for (const { mean, largest, largestAnywhere } of summaries) {
        expect(mean <= largest * (1 + 1e-12) && largest <= largestAnywhere && mean >= 0).toBe(true);
      }
      infinite += Number(report.summary.kl.largestAnywhere === Infinity);
      const gradient = report.gradient!;
      const numbers = [report.valueError, report.startError, gradient.fixedCritic, gradient.ownCritic, ...report.drift];
      expect(numbers.every(Number.isFinite)).toBe(true);
      // With the discrete distance W₁ is half of L1.
      expect(report.pair.wasserstein!.every((w, row) => Math.abs(2 * w - report.pair.l1[row]!) < 1e-12)).toBe(true);
      const { fixedCritic, ownCritic } = policyGradientBounds(truth, model, policy);
      const rounding = 1e-10 / (1 - shape.discount) ** 2;
      expect(Math.abs(gradient.fixedCritic - fixedCritic.rows.left)).toBeLessThan(rounding);
      expect(Math.abs(gradient.ownCritic - ownCritic.left)).toBeLessThan(rounding);
    }), { seed: 1, numRuns: 300 });
    expect(infinite).toBeGreaterThan(50);
  });

  test("rows are compared with the end of the episode as an outcome", () => {
    const { truth, model } = randomCase({ seed: 5, stateCount: 4, actionCount: 2, discount: 0.9, kind: "near", ending: 0.5 });
    const distance = (x: number, y: number): number => Math.abs(x - y) + Number(x !== y);
    const errors = pairErrors(truth, model, new Float64Array(4), distance);
    const [p, q] = [new Float64Array(5), new Float64Array(5)];
    const matrix = Float64Array.from({ length: 25 }, (_, at) => distance(Math.floor(at / 5), at % 5));
    for (let row = 0; row < 8; row++) {
      outcomeDistribution(truth, row, p);
      outcomeDistribution(model, row, q);
      expect(p.reduce((sum, mass) => sum + mass, 0)).toBeCloseTo(1, 12);
      expect(errors.kl[row]).toBe(kl(p, q));
      expect(errors.wasserstein![row]).toBeCloseTo(wasserstein(matrix, p, q), 12);
    }
  });
});

test("a model that ends where the truth goes on is wrong, though it goes to the same state", () => {
  const shape = { stateCount: 1, reward: Float64Array.of(1), discount: 0.9 };
  const [goesOn, ends] = [mdpOf([[[0, 1, 0]]], shape), mdpOf([[[0, 1, 1]]], shape)];
  const report = modelErrorReport(goesOn, ends, Float64Array.of(10), Int32Array.of(0));
  expect(report.summary.l1.mean).toBe(2);
  expect(report.summary.kl.mean).toBe(Infinity);
  expect(report.summary.valueAware.mean).toBe(10);
  expect(report.valueError).toBeCloseTo(9, 12);
});
