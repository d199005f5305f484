import { describe, expect, test } from "vitest";
import { bootstrapInterval } from "./bootstrap.ts";
import { areaUnderCurve, firstReach, learningCurve } from "./curves.ts";
import { interquartileMean, mean } from "./describe.ts";
import { seededRandom } from "./fixtures/seeded-random.ts";

describe("learningCurve", () => {
  const runs = [[1, 5, 9], Float64Array.of(3, 7), [2], [2, 6, 3, 4]];

  test("each position uses the runs that reach it", () => {
    const curve = learningCurve(runs, { random: seededRandom(1), resamples: 100 });
    expect(curve.count).toEqual(Uint32Array.of(4, 3, 2, 1));
    expect(curve.estimate).toEqual(Float64Array.of(2, 6, 6, 4));
    expect(curve).toMatchObject({ level: 0.95, resamples: 100, method: "percentile" });
  });

  test("the band is the interval at each position, and closes where one run is left", () => {
    const { low, high } = learningCurve(runs, { random: seededRandom(1), resamples: 100, statistic: interquartileMean });
    const random = seededRandom(1);
    const columns = [[1, 3, 2, 2], [5, 7, 6], [9, 3], [4]];
    columns.forEach((column, x) => {
      const interval = bootstrapInterval(column, interquartileMean, { random, resamples: 100 });
      expect([low[x], high[x]]).toEqual([interval.low, interval.high]);
    });
    expect([low[3], high[3]]).toEqual([4, 4]);
  });

  test("the order of the runs changes no byte", () => {
    const curve = learningCurve(runs, { random: seededRandom(4), statistic: mean, method: "bca" });
    expect(learningCurve([...runs].reverse(), { random: seededRandom(4), statistic: mean, method: "bca" })).toEqual(curve);
  });

  test("refuses nothing, and values that are not finite", () => {
    const random = seededRandom(1);
    expect(() => learningCurve([], { random })).toThrow("at least one run");
    expect(() => learningCurve([[], []], { random })).toThrow("2 without any");
    expect(() => learningCurve([[1, 2], [3, NaN]], { random })).toThrow("finite values");
  });
});

describe("areaUnderCurve", () => {
  test("trapezoids", () => {
    expect(areaUnderCurve([1, 3, 2])).toBe(2 + 2.5);
    expect(areaUnderCurve([1, 3, 2], [0, 10, 14])).toBe(20 + 10);
    expect(areaUnderCurve([8])).toBe(0);
  });

  test("refuses positions that do not fit", () => {
    expect(() => areaUnderCurve([])).toThrow("0 values");
    expect(() => areaUnderCurve([1, 2], [0])).toThrow("2 values and 1 positions");
    expect(() => areaUnderCurve([1, 2, 3], [0, 1, 1])).toThrow("a step of 0 to index 2");
  });
});

describe("firstReach", () => {
  const lengths = [50, 10, 30, 9, 10, 8, 40, 7, 7, 7, 7];

  test("the first episode of the first row that is long enough, counted from 1", () => {
    expect(firstReach(lengths, 10, 1)).toBe(2);
    expect(firstReach(lengths, 10, 2)).toBe(4);
    expect(firstReach(lengths, 10, 3)).toBe(4);
    expect(firstReach(lengths, 10, 4)).toBe(8);
    expect(firstReach([3], 3, 1)).toBe(1);
  });

  test("null when never", () => {
    expect(firstReach(lengths, 10, 5)).toBeNull();
    expect(firstReach(lengths, 6, 1)).toBeNull();
    expect(firstReach([], 10, 1)).toBeNull();
    expect(firstReach([NaN, NaN], 10, 1)).toBeNull();
  });

  test("refuses a row of nothing and a threshold that is none", () => {
    for (const consecutive of [0, -1, 1.5, NaN]) expect(() => firstReach(lengths, 10, consecutive)).toThrow(RangeError);
    expect(() => firstReach(lengths, NaN, 1)).toThrow(RangeError);
  });
});
