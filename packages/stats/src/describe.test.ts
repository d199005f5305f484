import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { interquartileMean, mean, median, pooled, quantile, standardError, variance } from "./describe.ts";

const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 40 });

describe("moments", () => {
  test("of 2, 4, 4, 4, 5, 5, 7, 9", () => {
    const sample = [2, 4, 4, 4, 5, 5, 7, 9];
    expect(mean(sample)).toBe(5);
    expect(variance(sample)).toBeCloseTo(32 / 7, 14);
    expect(standardError(sample)).toBeCloseTo(Math.sqrt(32 / 56), 14);
  });

  test("the spread of one value is unknown", () => {
    expect(variance([3])).toBeNaN();
    expect(standardError([3])).toBeNaN();
  });

  test("an empty sample is refused with what to do", () => {
    for (const statistic of [mean, variance, standardError, median, interquartileMean]) {
      expect(() => statistic([])).toThrow(RangeError);
    }
    expect(() => mean([])).toThrow(/expected at least one value\n {5}got an empty sample\n {3}to do /);
  });
});

describe("quantile", () => {
  test("interpolates between neighbors", () => {
    expect(quantile([40, 10, 30, 20], 0)).toBe(10);
    expect(quantile([40, 10, 30, 20], 0.25)).toBe(17.5);
    expect(quantile([40, 10, 30, 20], 0.9)).toBeCloseTo(37, 12);
    expect(quantile([40, 10, 30, 20], 1)).toBe(40);
    expect(quantile(Float64Array.of(7), 0.3)).toBe(7);
  });

  test("the median of an odd and of an even count", () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([9, 1, 5, 6])).toBe(5.5);
  });

  test("infinities stay, and NaN spreads", () => {
    expect(quantile([Infinity, 1, Infinity], 0.75)).toBe(Infinity);
    expect(quantile([Infinity, 1, 2], 0.5)).toBe(2);
    expect(median([1, NaN, 2])).toBeNaN();
  });

  test("probabilities outside [0, 1] are refused", () => {
    for (const probability of [-0.1, 1.1, 50, NaN]) expect(() => quantile([1, 2], probability)).toThrow(RangeError);
  });

  test("leaves the sample as it was", () => {
    const sample = [3, 1, 2];
    median(sample);
    interquartileMean(sample);
    expect(sample).toEqual([3, 1, 2]);
  });
});

describe("interquartileMean", () => {
  test("is the mean of the middle half where 4 divides the count", () => {
    expect(interquartileMean([3, 1, 4, 1, 5, 9, 2, 6])).toBe((2 + 3 + 4 + 5) / 4);
    expect(interquartileMean([100, 1, 3, -50])).toBe(2);
  });

  test("weighs the values at the cuts by their share", () => {
    expect(interquartileMean([7])).toBe(7);
    expect(interquartileMean([1, 4])).toBe(2.5);
    expect(interquartileMean([0, 6, 18])).toBeCloseTo((0 + 4 * 6 + 18) / 6, 14);
    expect(interquartileMean([1, 2, 4, 8, 100])).toBeCloseTo((0.75 * 2 + 4 + 0.75 * 8) / 2.5, 14);
    expect(interquartileMean([1, 2, 4, 8, 16, 100])).toBeCloseTo((0.5 * 2 + 4 + 8 + 0.5 * 16) / 3, 14);
  });

  test("does not see outliers, and NaN spreads", () => {
    expect(interquartileMean([-Infinity, 1, 2, Infinity])).toBe(1.5);
    expect(interquartileMean([1, 2, NaN, 3])).toBeNaN();
  });

  test("repeating every value four times changes nothing", () => {
    fc.assert(fc.property(values, (sample) => {
      const repeated = sample.flatMap((value) => [value, value, value, value]);
      const quarter = sample.length;
      const middle = repeated.sort((a, b) => a - b).slice(quarter, 3 * quarter);
      expect(interquartileMean(sample)).toBeCloseTo(mean(middle), 9);
    }), { seed: 1 });
  });
});

describe("pooled", () => {
  test("joins tasks of any lengths in order", () => {
    expect(pooled([[1, 2], Float64Array.of(3), [], [4, 5, 6]])).toEqual(Float64Array.of(1, 2, 3, 4, 5, 6));
    expect(pooled([])).toEqual(new Float64Array(0));
  });
});

test("the order of the values does not matter", () => {
  fc.assert(fc.property(values, (sample) => {
    const reversed = [...sample].reverse();
    for (const statistic of [mean, median, interquartileMean]) expect(statistic(reversed)).toBe(statistic(sample));
  }), { seed: 1 });
});
