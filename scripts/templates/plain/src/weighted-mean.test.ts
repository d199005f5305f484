import { expect, test } from "vitest";
import { weightedMean } from "./weighted-mean.ts";

test("weights pull the mean towards their values", () => {
  expect(weightedMean(Float64Array.of(1, 5), Float64Array.of(1, 1))).toBe(3);
  expect(weightedMean(Float64Array.of(1, 5), Float64Array.of(3, 1))).toBe(2);
  expect(weightedMean(Float64Array.of(1, 5), Float64Array.of(0, 2))).toBe(5);
});

test("a missing weight is an error", () => {
  expect(() => weightedMean(Float64Array.of(1, 5), Float64Array.of(1))).toThrow(/expected 2 weights\s+got 1/);
});
