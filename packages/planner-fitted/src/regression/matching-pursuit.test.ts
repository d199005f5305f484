import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { streamOf } from "../fixtures/worlds.ts";
import { matchingPursuit } from "./matching-pursuit.ts";

const gaussians = (count: number, size: number, seed: number): Float64Array[] => {
  const random = streamOf(seed);
  return Array.from({ length: count }, () => new Float64Array(size).map(() => random.normal()));
};

describe("orthogonal matching pursuit", () => {
  test("by hand: the column most alike first, then least squares over both", () => {
    const columns = [Float64Array.of(1, 0, 0), Float64Array.of(1, 1, 0), Float64Array.of(0, 0, 5)];
    // Cosines with (1, 3, 0): 1/√10, 4/√20, 0
    const { chosen, weights, residualNorm } = matchingPursuit(columns, Float64Array.of(1, 3, 0), { atoms: 2 });
    expect(chosen).toEqual([1, 0]);
    expect(weights[0]).toBeCloseTo(3, 12);
    expect(weights[1]).toBeCloseTo(-2, 12);
    expect(residualNorm).toBeCloseTo(0, 12);
  });

  test("a target in the span of the dictionary leaves nothing within as many steps as there are columns", () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 8 }), fc.nat(1000), (count, seed) => {
      const columns = gaussians(count, 12, seed);
      const target = new Float64Array(12);
      columns.forEach((column, j) => column.forEach((value, i) => (target[i]! += (j - 2.5) * value)));
      const found = matchingPursuit(columns, target, { atoms: count });
      expect(found.residualNorm).toBeLessThanOrEqual(1e-9 * (1 + Math.hypot(...target)));
    }), { seed: 1, numRuns: 100 });
  });

  test("a target that is one of the columns is found in one step", () => {
    const columns = gaussians(30, 20, 3);
    const { chosen, weights } = matchingPursuit(columns, columns[17]!.map((value) => -2 * value), { atoms: 5 });
    expect(chosen).toEqual([17]);
    expect(weights[0]).toBeCloseTo(-2, 12);
  });

  test("the residual falls with every atom, and stays orthogonal to the chosen", () => {
    const columns = gaussians(10, 15, 4);
    const target = gaussians(1, 15, 5)[0]!;
    let before = Infinity;
    for (let atoms = 1; atoms <= 10; atoms++) {
      const { chosen, weights, residualNorm } = matchingPursuit(columns, target, { atoms });
      expect(residualNorm).toBeLessThan(before);
      before = residualNorm;
      const residual = target.map((y, i) => y - chosen.reduce((sum, j, k) => sum + weights[k]! * columns[j]![i]!, 0));
      expect(Math.hypot(...residual)).toBeCloseTo(residualNorm, 10);
      for (const j of chosen) expect(columns[j]!.reduce((sum, value, i) => sum + value * residual[i]!, 0)).toBeCloseTo(0, 10);
    }
  });

  test("passes over columns that depend on others, and over zeros", () => {
    const column = Float64Array.of(1, 2, 3);
    const found = matchingPursuit(
      [new Float64Array(3), column, column.slice(), column.map((x) => 2 * x)], Float64Array.of(1, 2, 4), { atoms: 4 }
    );
    expect(found.chosen).toEqual([1]);
    expect(found.residualNorm).toBeGreaterThan(0.1);
  });

  test("nothing to choose from, or nothing to fit", () => {
    expect(matchingPursuit([], Float64Array.of(3, 4), { atoms: 1 })).toEqual({ chosen: [], weights: [], residualNorm: 5 });
    expect(matchingPursuit([Float64Array.of(1, 1)], new Float64Array(2), { atoms: 1 }).chosen).toEqual([]);
    expect(matchingPursuit([new Float64Array(0)], new Float64Array(0), { atoms: 1 }).chosen).toEqual([]);
  });

  test("refuses columns of other lengths", () => {
    expect(() => matchingPursuit([new Float64Array(2)], new Float64Array(3), { atoms: 1 })).toThrow(/columns of 3 rows/);
    expect(() => matchingPursuit([], new Float64Array(3), { atoms: 0 })).toThrow(/atoms/);
  });
});
