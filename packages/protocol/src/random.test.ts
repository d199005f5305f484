import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expectComplaint } from "./fixtures/expect-complaint.ts";
import { seedKey } from "./random.ts";

describe("seedKey", () => {
  test.each([
    [0, [0, 0]], [1, [0, 1]], [2 ** 32 - 1, [0, 4294967295]], [2 ** 32, [1, 0]], [2 ** 32 + 5, [1, 5]],
    [2 ** 53 - 1, [2097151, 4294967295]],
  ])("splits %d into two words", (seed, key) => expect(seedKey(seed)).toEqual(key));

  test("loses nothing of a seed", () => {
    fc.assert(fc.property(fc.maxSafeNat(), (seed) => {
      const [high, low] = seedKey(seed);
      return high * 2 ** 32 + low === seed && low >= 0 && Number.isInteger(high);
    }), { seed: 1 });
  });

  test.each([-1, 0.5, 2 ** 53, Number.NaN, Number.POSITIVE_INFINITY])("refuses %d", (seed) => {
    expectComplaint(() => seedKey(seed), "bad-seed",
      { expected: "a whole number from 0 to 2^53-1", got: String(seed), todo: "pass such a seed" });
  });
});
