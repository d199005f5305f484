import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { logGamma } from "./log-gamma.ts";

describe("logGamma", () => {
  test("factorials", () => {
    let factorial = 1;
    for (let n = 1; n <= 170; n++) {
      expect(Math.abs(logGamma(n) - Math.log(factorial))).toBeLessThan(1e-13 * Math.max(1, Math.log(factorial)));
      factorial *= n;
    }
  });

  test("Γ(½) = √π, and Γ near 0 is 1/x", () => {
    expect(logGamma(0.5)).toBeCloseTo(0.5 * Math.log(Math.PI), 14);
    expect(logGamma(1e-12)).toBeCloseTo(Math.log(1e12), 10);
  });

  test("Γ(x + 1) = x Γ(x), across the place where the series takes over", () => {
    fc.assert(fc.property(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), (x) => {
      const expected = logGamma(x) + Math.log(x);
      expect(Math.abs(logGamma(x + 1) - expected)).toBeLessThan(2e-14 * Math.max(1, Math.abs(expected)));
    }), { seed: 1, numRuns: 500 });
  });

  test("Legendre's duplication: Γ(x) Γ(x + ½) = 2^(1−2x) √π Γ(2x)", () => {
    for (const x of [0.1, 0.7, 1.3, 4.9, 9.6, 30, 500]) {
      const right = (1 - 2 * x) * Math.LN2 + 0.5 * Math.log(Math.PI) + logGamma(2 * x);
      expect(Math.abs(logGamma(x) + logGamma(x + 0.5) - right)).toBeLessThan(3e-14 * Math.max(1, Math.abs(right)));
    }
  });

  test("is not a number where it is not defined", () => {
    expect([0, -1, -2.5, Number.NaN].map(logGamma)).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
  });
});
