import { polynomialFeatures } from "@worldwise/data";
import type { StateTree } from "@worldwise/protocol";
import { box, discrete } from "@worldwise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { streamOf } from "../fixtures/worlds.ts";
import { aggregation } from "./aggregation.ts";
import { extraTrees } from "./extra-trees.ts";
import { kernelSmoothing } from "./kernel-smoothing.ts";
import { linearRegression } from "./linear-regression.ts";
import { nearestNeighbors } from "./nearest-neighbors.ts";
import type { Regression, Regressor, Samples } from "./regressor.ts";

const shape = { input: box("float64", [0], [1]), functionCount: 1, capacity: 12 };
const input = Float64Array.from({ length: 12 }, (_, i) => ((i * 7) % 12) / 11);
const start = Int32Array.of(0, 12);
const queries = Float64Array.from({ length: 25 }, (_, i) => i / 20 - 0.1);

/** Fits to the same inputs, the structure of trees kept: targets to values at the queries. */
function operatorOf(regressor: Regressor): (target: Float64Array) => Float64Array {
  const regression: Regression = regressor.bind(shape);
  const state: StateTree = regression.init();
  const samples: Samples = { start, input, target: Float64Array.from(input, Math.sin) };
  regression.prepare(state, samples);
  regression.fit(state, samples, streamOf(1), false);
  return (target) => {
    regression.fit(state, { start, input, target }, streamOf(2), true);
    const out = new Float64Array(queries.length);
    regression.predict(state, queries, queries.length, out);
    return out;
  };
}

const distance = (a: Float64Array, b: Float64Array): number => a.reduce(
  (most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0
);
const targets = fc.array(
  fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 12, maxLength: 12 }
).map((list) => Float64Array.from(list));

describe("averagers do not expand distances", () => {
  const averagers: readonly [string, Regressor][] = [
    ["nearest neighbors", nearestNeighbors({ neighbors: 3 })], ["kernel smoothing", kernelSmoothing({ bandwidth: 0.3 })],
    ["aggregation", aggregation({ cells: 4 })], ["trees with their cuts kept", extraTrees({ treeCount: 5 })],
  ];
  test.each(averagers)("%s", (_, regressor) => {
    const fit = operatorOf(regressor);
    fc.assert(fc.property(targets, targets, (a, b) => {
      expect(distance(fit(a), fit(b))).toBeLessThanOrEqual(distance(a, b) * (1 + 1e-12) + 1e-12);
    }), { seed: 1, numRuns: 50 });
  });

  test("least squares does", () => {
    const fit = operatorOf(linearRegression({ features: polynomialFeatures({ degree: 5 }) }));
    const worst = fc.sample(targets, { seed: 1, numRuns: 200 }).map(
      (a) => distance(fit(a), fit(new Float64Array(12))) / distance(a, new Float64Array(12))
    );
    expect(Math.max(...worst)).toBeGreaterThan(1.05);
  });
});

describe("by hand", () => {
  const few: Samples = {
    start: Int32Array.of(0, 4), input: Float64Array.of(0, 0.2, 0.6, 1), target: Float64Array.of(1, 3, 8, 10),
  };

  function predictions(regressor: Regressor, samples: Samples, at: readonly number[]): number[] {
    const regression: Regression = regressor.bind(shape);
    const state: StateTree = regression.init();
    regression.prepare(state, samples);
    regression.fit(state, samples, streamOf(1), false);
    const out = new Float64Array(at.length);
    regression.predict(state, Float64Array.from(at), at.length, out);
    return [...out];
  }

  test("nearest neighbors: means of the nearest, all where there are too few", () => {
    expect(predictions(nearestNeighbors({ neighbors: 2 }), few, [0, 0.7, 9])).toEqual([2, 9, 9]);
    expect(predictions(nearestNeighbors({ neighbors: 1 }), few, [0.39, 0.41])).toEqual([3, 8]);
    expect(predictions(nearestNeighbors({ neighbors: 9 }), few, [0.3])).toEqual([5.5]);
  });

  test("kernel smoothing: the written weights, and the nearest sample far away", () => {
    const deviation = Math.sqrt([0, 0.2, 0.6, 1].reduce((sum, x) => sum + (x - 0.45) ** 2 / 4, 0));
    const weights = [0, 0.2, 0.6, 1].map((x) => Math.exp(-(((x - 0.3) / deviation) ** 2) / (2 * 0.25)));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    const expected = (weights[0]! * 1 + weights[1]! * 3 + weights[2]! * 8 + weights[3]! * 10) / total;
    const [near, far] = predictions(kernelSmoothing({ bandwidth: 0.5 }), few, [0.3, 1e6]);
    expect(near).toBeCloseTo(expected, 12);
    expect(far).toBe(10);
  });

  test("aggregation: means of cells, 0 in an empty one, and the last cell at the upper bound", () => {
    expect(predictions(aggregation({ cells: 4 }), few, [0.1, 0.3, 0.6, 1, 2, -1])).toEqual([2, 0, 8, 10, 10, 2]);
  });

  test("states that can be counted are cells of their own", () => {
    const counted = { ...shape, input: discrete(4) };
    const regression = aggregation({ cells: 2 }).bind(counted);
    const state = regression.init();
    regression.fit(state, {
      start: Int32Array.of(0, 3), input: Float64Array.of(0, 3, 3), target: Float64Array.of(5, 1, 2),
    }, streamOf(1), false);
    expect([...state.value]).toEqual([5, 0, 0, 1.5]);
  });

  test("bounds that are not finite need others", () => {
    expect(() => aggregation().bind({ ...shape, input: box("float64", [0], [Infinity]) })).toThrow(/finite bounds of 1 dimensions for aggregation/);
    expect(() => aggregation({ low: [0], high: [1] }).bind({ ...shape, input: box("float64", [0], [Infinity]) })).not.toThrow();
  });
});
