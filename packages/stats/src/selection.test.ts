import fc from "fast-check";
import { expect, test } from "vitest";
import { quantileOfSorted } from "./describe.ts";
import { quantileBySelection } from "./selection.ts";

test("is the quantile of the sorted array, with ties, in any order", () => {
  const values = fc.array(fc.oneof(fc.integer({ min: 0, max: 5 }), fc.double({ noNaN: true })), { minLength: 1, maxLength: 40 });
  const probability = fc.oneof(fc.constantFrom(0, 0.025, 0.5, 0.975, 1), fc.double({ min: 0, max: 1, noNaN: true }));
  fc.assert(fc.property(values, probability, (sample, at) => {
    const plain = sample.map((value) => value + 0); // no -0
    const expected = quantileOfSorted(new Float64Array(plain).sort(), at);
    expect(quantileBySelection(new Float64Array(plain), at)).toBe(expected);
  }), { seed: 1, numRuns: 500 });
});

test("keeps every value, so that it can be asked again", () => {
  const values = Float64Array.from({ length: 1001 }, (_, k) => (k * 7919) % 1001);
  expect(quantileBySelection(values, 0.025)).toBe(25);
  expect(quantileBySelection(values, 0.975)).toBe(975);
  expect(values.sort()).toEqual(Float64Array.from({ length: 1001 }, (_, k) => k));
});
