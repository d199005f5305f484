import { describe, expect, test } from "vitest";
import reference from "./fixtures/normal.json" with { type: "json" };
import { normalCdf, normalQuantile } from "./normal.ts";

describe("normalCdf", () => {
  test("agrees with 40-digit values", () => {
    for (const [x, value] of reference.cdf) {
      expect(Math.abs(normalCdf(x!) - value!)).toBeLessThan(1e-15);
      expect(Math.abs(normalCdf(x!) / value! - 1)).toBeLessThan(1e-13);
    }
  });

  test("the two tails are one", () => {
    for (let x = 0; x <= 8; x += 0.125) expect(normalCdf(x) + normalCdf(-x)).toBeCloseTo(1, 15);
  });

  test("its ends", () => {
    expect(normalCdf(0)).toBe(0.5);
    expect(normalCdf(-Infinity)).toBe(0);
    expect(normalCdf(Infinity)).toBe(1);
    expect(normalCdf(NaN)).toBeNaN();
  });
});

describe("normalQuantile", () => {
  test("agrees with 40-digit values", () => {
    for (const [probability, value] of reference.quantile) {
      expect(Math.abs(normalQuantile(probability!) - value!)).toBeLessThanOrEqual(1e-15 * Math.abs(value!));
    }
  });

  test("undoes the distribution function", () => {
    for (let k = 1; k < 200; k++) expect(Math.abs(normalCdf(normalQuantile(k / 200)) - k / 200)).toBeLessThan(1e-15);
  });

  test("its ends, and what is refused", () => {
    expect(normalQuantile(0)).toBe(-Infinity);
    expect(normalQuantile(1)).toBe(Infinity);
    for (const probability of [-1e-9, 1.5, 95, NaN]) expect(() => normalQuantile(probability)).toThrow(RangeError);
  });
});
