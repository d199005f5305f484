import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { latencyRoutes, operationalCostRegression } from "./operational-cost.ts";

const inputs = [[1, 0], [1, 1], [1, 2], [1, 3]];
const targets = [1, 2.2, 2.9, 4.1];
const places = [[1, 0.5], [1, 2.5], [1, -1]];
const distances = [[0, 1, 4], [1, 0, 2], [4, 2, 0]];
const problem = { inputs, targets, places, decisions: latencyRoutes(distances) };

test("routes from the first place, with the time at which each place is reached", () => {
  expect(latencyRoutes(distances)).toEqual([[0, 1, 3], [0, 6, 4]]);
  expect(latencyRoutes([[0, 1, 1, 1], [1, 0, 1, 1], [1, 1, 0, 1], [1, 1, 1, 0]])).toHaveLength(6);
});

describe("a regression that knows its operational cost", () => {
  test("is ridge regression where the cost has no weight", () => {
    const { weights, gap } = operationalCostRegression(problem, { operationalWeight: 0, ridge: 1 });
    // (XᵀX + I) w = Xᵀy with XᵀX = [[4, 6], [6, 14]], Xᵀy = [10.2, 20.3]: determinant 5 · 15 − 36 = 39
    expect(weights[0]).toBeCloseTo((10.2 * 15 - 20.3 * 6) / 39, 12);
    expect(weights[1]).toBeCloseTo((5 * 20.3 - 6 * 10.2) / 39, 12);
    expect(gap).toBe(0);
  });

  test("promises less cost the more the cost weighs, from fear to hope", () => {
    const found = [-2, -0.5, -0.1, 0, 0.1, 0.5, 2].map((operationalWeight) =>
      operationalCostRegression(problem, { operationalWeight, ridge: 0.5 }).operationalCost);
    expect([...found].sort((a, b) => b - a)).toEqual(found);
    expect(found[0]).toBeGreaterThan(found.at(-1)!);
  });

  test("no other model has a lower objective, but for the gap", () => {
    const change = fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 2, maxLength: 2 });
    for (const operationalWeight of [-1.5, -0.2, 0.3, 1]) {
      const found = operationalCostRegression(problem, { operationalWeight, ridge: 0.5 });
      expect(found.gap).toBeLessThan(1e-5);
      const objective = (weights: readonly number[]): number => {
        const at = (x: readonly number[]): number => x.reduce((total, each, d) => total + each * weights[d]!, 0);
        const cost = Math.min(...problem.decisions.map((times) => times.reduce((total, time, m) => total + time * at(places[m]!), 0)));
        return inputs.reduce((total, x, i) => total + (at(x) - targets[i]!) ** 2, 0) + operationalWeight * cost
          + 0.5 * weights.reduce((total, each) => total + each * each, 0);
      };
      expect(objective([...found.weights])).toBeCloseTo(found.objective, 10);
      fc.assert(fc.property(change, (by) => {
        expect(objective([...found.weights].map((each, d) => each + by[d]!))).toBeGreaterThanOrEqual(found.objective - found.gap - 1e-9);
      }), { seed: 4, numRuns: 100 });
    }
  });

  test("bad problems are refused", () => {
    const options = { operationalWeight: 1, ridge: 1 };
    expect(() => operationalCostRegression({ ...problem, inputs: [] }, options)).toThrow("as many targets as inputs");
    expect(() => operationalCostRegression({ ...problem, places: [[1]] }, options)).toThrow("rows of 2 numbers");
    expect(() => operationalCostRegression({ ...problem, decisions: [] }, options)).toThrow("a weight for each of 3 places");
    expect(() => operationalCostRegression(problem, { operationalWeight: 1, ridge: 0 })).toThrow("a ridge above 0");
  });
});
