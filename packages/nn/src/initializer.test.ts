import { describe, expect, test } from "vitest";
import { randomOf } from "./fixtures/central-differences.ts";
import type { Initializer, WeightSize } from "./initializer.ts";
import { glorot, he, normal, orthogonal, truncatedNormal, uniform, zeros } from "./initializer.ts";

function drawn(initializer: Initializer, inputSize: number, outputSize: number, windowSize = 1): Float64Array {
  const size: WeightSize = { inputSize, outputSize, windowSize };
  const weight = new Float64Array(inputSize * outputSize).fill(NaN);
  initializer(randomOf(3), size, weight);
  return weight;
}

const variance = (values: Float64Array): number => values.reduce((total, value) => total + value * value, 0) / values.length;

describe("variances", () => {
  // 40 000 numbers: the standard error of a variance is about 0.7 % for normal, less for bounded ones.
  test.each([
    ["normal", normal(3), 9],
    ["uniform", uniform(3), 3],
    ["he", he(), 2 / 100],
    ["glorot", glorot(), 2 / 500],
    // The variance of a standard normal that is cut at 2 is 1 − 4 φ(2) / (2 Φ(2) − 1).
    ["truncatedNormal", truncatedNormal(), 0.7737413035499232 / 400],
  ] as const)("%s", (_name, initializer, expected) => {
    expect(variance(drawn(initializer, 100, 400)) / expected).toBeGreaterThan(0.97);
    expect(variance(drawn(initializer, 100, 400)) / expected).toBeLessThan(1.03);
  });
  test("glorot counts the window in the fan-out", () => {
    const bound = Math.sqrt(6 / (90 + 20 * 9));
    const largest = Math.max(...drawn(glorot(), 90, 20, 9).map(Math.abs));
    expect(largest).toBeLessThanOrEqual(bound);
    expect(largest).toBeGreaterThan(0.99 * bound);
  });
  test("truncated numbers stay within two standard deviations", () => {
    const largest = Math.max(...drawn(truncatedNormal(3), 25, 400).map(Math.abs));
    expect(largest).toBeLessThanOrEqual(0.6);
    expect(largest).toBeGreaterThan(0.59);
  });
  test("zeros", () => expect(drawn(zeros, 2, 2)).toEqual(new Float64Array(4)));
});

describe("orthogonal", () => {
  test.each([[7, 7], [12, 5], [5, 12], [64, 64]])("%i × %i, to the last digits", (rows, columns) => {
    const w = drawn(orthogonal(2), rows, columns);
    const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
    const at = (vector: number, place: number): number =>
      (rows > columns ? w[place * columns + vector]! : w[vector * columns + place]!);
    for (let a = 0; a < count; a++) {
      for (let b = 0; b < count; b++) {
        let product = 0;
        for (let i = 0; i < length; i++) product += at(a, i) * at(b, i);
        expect(Math.abs(product - (a === b ? 4 : 0))).toBeLessThan(1e-12);
      }
    }
  });
  test("prefers no direction: every entry is negative about half of the time", () => {
    const random = randomOf(5);
    const negative = [0, 0, 0, 0];
    for (let trial = 0; trial < 2000; trial++) {
      const w = new Float64Array(4);
      orthogonal()(random, { inputSize: 2, outputSize: 2, windowSize: 1 }, w);
      w.forEach((value, i) => { negative[i]! += Number(value < 0); });
    }
    for (const count of negative) expect(Math.abs(count - 1000)).toBeLessThan(120); // five standard deviations
  });
});

test("the same stream gives the same weights, and settings are checked", () => {
  expect(drawn(he(), 4, 4)).toEqual(drawn(he(), 4, 4));
  expect(() => uniform(-1)).toThrow("expected bound: a number from 0 to Infinity\n     got -1");
  expect(() => normal(NaN)).toThrow("standardDeviation");
});
