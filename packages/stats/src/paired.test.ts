import { describe, expect, test } from "vitest";
import { bootstrapInterval } from "./bootstrap.ts";
import { mean, median } from "./describe.ts";
import { seededRandom } from "./fixtures/seeded-random.ts";
import { pairedDifferences, pairedInterval } from "./paired.ts";

describe("pairedDifferences", () => {
  test("subtracts entry by entry", () => {
    expect(pairedDifferences([5, 2, 9], Float64Array.of(1, 4, 9))).toEqual(Float64Array.of(4, -2, 0));
  });

  test("refuses what cannot be paired", () => {
    expect(() => pairedDifferences([1, 2], [1])).toThrow("got 2 and 1");
  });
});

describe("pairedInterval", () => {
  const first = [11, 52, 33, 74, 25];
  const second = [10, 50, 30, 70, 20];

  test("is the interval of the differences", () => {
    const differences = [1, 2, 3, 4, 5];
    expect(pairedInterval(first, second, { random: seededRandom(1) }))
      .toEqual(bootstrapInterval(differences, mean, { random: seededRandom(1) }));
    expect(pairedInterval(first, second, { random: seededRandom(1), statistic: median, method: "bca" }))
      .toEqual(bootstrapInterval(differences, median, { random: seededRandom(1), method: "bca" }));
  });

  test("what the seed does to both cancels", () => {
    const { low, high } = pairedInterval(first, second, { random: seededRandom(2) });
    expect(low).toBeGreaterThan(0);
    expect(high).toBeLessThanOrEqual(5);
  });

  test("swapping the methods turns the sign of the estimate", () => {
    const forward = pairedInterval(first, second, { random: seededRandom(3) });
    const backward = pairedInterval(second, first, { random: seededRandom(3) });
    expect(backward.estimate).toBe(-forward.estimate);
  });
});
