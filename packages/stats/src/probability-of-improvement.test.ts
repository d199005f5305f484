import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "./fixtures/seeded-random.ts";
import { probabilityOfImprovement, probabilityOfImprovementInterval } from "./probability-of-improvement.ts";

const values = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 15 });

/** The definition, pair by pair. */
function pairByPair(first: readonly number[], second: readonly number[]): number {
  let sum = 0;
  for (const x of first) for (const y of second) sum += x > y ? 1 : x === y ? 0.5 : 0;
  return sum / (first.length * second.length);
}

describe("probabilityOfImprovement", () => {
  test("by hand", () => {
    expect(probabilityOfImprovement([4, 5], [1, 2, 3])).toBe(1);
    expect(probabilityOfImprovement([1, 2, 3], [4, 5])).toBe(0);
    // Of the six pairs, 3 > 1 and 3 > 2 are wins, 2 = 2 a tie and 2 > 1 a win.
    expect(probabilityOfImprovement([2, 3], [1, 2, 7])).toBe(3.5 / 6);
    expect(probabilityOfImprovement([Infinity, 0], Float64Array.of(Infinity, 1))).toBe(1.5 / 4);
  });

  test("is the definition, and turns round", () => {
    fc.assert(fc.property(values, values, (first, second) => {
      expect(probabilityOfImprovement(first, second)).toBe(pairByPair(first, second));
      expect(probabilityOfImprovement(first, second) + probabilityOfImprovement(second, first)).toBeCloseTo(1, 14);
      expect(probabilityOfImprovement(first, first)).toBe(0.5);
    }), { seed: 1 });
  });

  test("refuses an empty sample", () => {
    expect(() => probabilityOfImprovement([], [1])).toThrow(RangeError);
    expect(() => probabilityOfImprovement([1], [])).toThrow(RangeError);
  });
});

describe("probabilityOfImprovementInterval", () => {
  test("lies in [0, 1] around the estimate", () => {
    const options = { random: seededRandom(1), resamples: 400 };
    const { estimate, low, high, outcome } = probabilityOfImprovementInterval([3, 5, 7, 9, 6], [2, 4, 6, 8], options);
    expect(outcome).toBe("estimated");
    expect(estimate).toBe(pairByPair([3, 5, 7, 9, 6], [2, 4, 6, 8]));
    expect(low).toBeGreaterThanOrEqual(0);
    expect(low).toBeLessThan(estimate);
    expect(high).toBeGreaterThan(estimate);
    expect(high).toBeLessThanOrEqual(1);
  });

  test("clear separation leaves no doubt to resample", () => {
    const interval = probabilityOfImprovementInterval([10, 11, 12], [1, 2], { random: seededRandom(1), resamples: 20 });
    expect(interval).toMatchObject({ estimate: 1, low: 1, high: 1, outcome: "constant" });
  });
});
