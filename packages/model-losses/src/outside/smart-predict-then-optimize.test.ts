import { grad, numbers, tensor } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/autodiff";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gridPathCost } from "./grid-path.ts";
import { optimalDecision, smartPredictThenOptimize, spoLoss } from "./smart-predict-then-optimize.ts";

const scalar = (x: Tensor): number => numbers(x)[0]!;
const row = (entries: readonly number[]): Tensor => tensor(entries, [1, entries.length]);

describe("the cheapest path", () => {
  test("of a square: right above, right below, down left, down right", () => {
    const { optimalCost, edgeCount } = gridPathCost(2, 2);
    expect(edgeCount).toBe(4);
    expect(scalar(optimalCost(row([1, 5, 2, 3])))).toBe(4); // right, down
    expect([...numbers(optimalDecision(optimalCost, row([1, 5, 2, 3])))]).toEqual([1, 0, 0, 1]);
    expect([...numbers(optimalDecision(optimalCost, row([9, 5, 2, 3])))]).toEqual([0, 1, 1, 0]);
  });

  test("is the least over all paths, and its gradient is one of them", () => {
    const { optimalCost, edgeCount } = gridPathCost(3, 4);
    const costs = fc.array(fc.double({ min: -2, max: 5, noNaN: true }), { minLength: edgeCount, maxLength: edgeCount });
    fc.assert(fc.property(costs, (entries) => {
      const best = Math.min(...allPaths(3, 4).map((path) => path.reduce((total, edge) => total + entries[edge]!, 0)));
      const decision = numbers(optimalDecision(optimalCost, row(entries)));
      expect(scalar(optimalCost(row(entries)))).toBeCloseTo(best, 12);
      expect(decision.reduce((total, each) => total + each, 0)).toBe(5); // steps
      expect(decision.reduce((total, each, k) => total + each * entries[k]!, 0)).toBeCloseTo(best, 12);
    }), { seed: 1, numRuns: 100 });
  });

  test("one cell costs nothing; a grid without cells is refused", () => {
    expect(() => gridPathCost(0, 3)).toThrow("whole numbers of rows and columns");
    expect(gridPathCost(1, 1).edgeCount).toBe(0);
  });
});

describe("SPO+", () => {
  const { optimalCost, edgeCount } = gridPathCost(3, 3);
  const costs = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: edgeCount, maxLength: edgeCount });
  const spo = (predicted: readonly number[], entries: readonly number[]): number => scalar(spoLoss(optimalCost, row(predicted), row(entries)));
  const plus = (predicted: readonly number[], entries: readonly number[]): number =>
    scalar(smartPredictThenOptimize(optimalCost, row(predicted), row(entries)));

  test("bounds the regret, which is at least 0, and is 0 at the truth", () => {
    fc.assert(fc.property(costs, costs, (predicted, entries) => {
      expect(spo(predicted, entries)).toBeGreaterThanOrEqual(-1e-12);
      expect(plus(predicted, entries)).toBeGreaterThanOrEqual(spo(predicted, entries) - 1e-12);
      expect(plus(entries, entries)).toBeCloseTo(0, 12);
    }), { seed: 2, numRuns: 60 });
  });

  test("is convex in the prediction", () => {
    fc.assert(fc.property(costs, costs, costs, fc.double({ min: 0, max: 1, noNaN: true }), (a, b, entries, t) => {
      const between = a.map((each, k) => t * each + (1 - t) * b[k]!);
      expect(plus(between, entries)).toBeLessThanOrEqual(t * plus(a, entries) + (1 - t) * plus(b, entries) + 1e-12);
    }), { seed: 3, numRuns: 60 });
  });

  test("has the slope 2 (w*(c) − w*(2ĉ − c)), row by row", () => {
    const [predicted, entries] = [[1, 2, 0.5, 3, 1, 1, 2, 0, 1, 2, 0.3, 1], [2, 1, 0.1, 1, 2, 2, 0.5, 1, 0, 1, 1, 0.7]];
    const found = numbers(grad((c: Tensor) => smartPredictThenOptimize(optimalCost, c, row(entries)))(row(predicted)));
    const truth = numbers(optimalDecision(optimalCost, row(entries)));
    const reflected = numbers(optimalDecision(optimalCost, row(predicted.map((each, k) => 2 * each - entries[k]!))));
    expect([...found]).toEqual([...truth].map((each, k) => 2 * (each - reflected[k]!)));
  });
});

/** Every way from the top left to the bottom right, as edges. */
function allPaths(rowCount: number, columnCount: number): number[][] {
  const rights = rowCount * (columnCount - 1);
  const from = (row: number, column: number): number[][] => [
    ...(column + 1 < columnCount ? from(row, column + 1).map((rest) => [row * (columnCount - 1) + column, ...rest]) : []),
    ...(row + 1 < rowCount ? from(row + 1, column).map((rest) => [rights + row * columnCount + column, ...rest]) : []),
    ...(row + 1 === rowCount && column + 1 === columnCount ? [[]] : []),
  ];
  return from(0, 0);
}
