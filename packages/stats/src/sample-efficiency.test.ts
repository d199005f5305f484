import { seedKey } from "@worldwise/math";
import { describe, expect, test } from "vitest";
import { aggregateIntervals } from "./aggregate-intervals.ts";
import reference from "./fixtures/task-reference.json" with { type: "json" };
import { sampleEfficiencyCurve } from "./sample-efficiency.ts";

const key = seedKey(5);
const { positions, runs, carry, cut } = reference.curves;

describe("against NumPy: runs with positions and ends of their own", () => {
  test("carrying the last value on", () => {
    const curve = sampleEfficiencyCurve(runs, { positions, beyond: "carry", key, resamples: 50 });
    carry.estimate.forEach((value, x) => expect(curve.estimate[x]).toBeCloseTo(value, 12));
    expect(curve.area.estimate).toBeCloseTo(carry.area, 12);
    expect(curve.areaEnd).toBe(60);
    expect(curve.count).toEqual(new Uint32Array(5).fill(7));
  });

  test("cutting runs off where they end", () => {
    const curve = sampleEfficiencyCurve(runs, { positions, beyond: "cut", key, resamples: 50 });
    cut.estimate.forEach((value, x) => {
      if (value === null) expect(curve.estimate[x]).toBeNaN();
      else expect(curve.estimate[x]).toBeCloseTo(value, 12);
    });
    expect(cut.estimate).toContain(null);
    expect(curve.count).toEqual(Uint32Array.from(cut.count));
    expect(curve.area.estimate).toBeCloseTo(cut.area, 12);
    expect(curve.areaEnd).toBe(cut.areaEnd);
  });
});

describe("by hand", () => {
  const tasks = [
    [{ positions: [0, 2], values: [0, 4] }, { positions: [0, 4], values: [2, 2] }],
    [{ positions: [0, 1, 4], values: [6, 2, 8] }],
  ];
  const options = { positions: [0, 1, 3], key, resamples: 20, aggregate: "mean" } as const;

  test("interpolates, and carries", () => {
    const { estimate, area } = sampleEfficiencyCurve(tasks, { ...options, beyond: "carry" });
    // Runs: 0 2 4, 2 2 2 and 6 2 6.
    expect(estimate).toEqual(Float64Array.of(3.5, 2, 4.5));
    // Average heights: (1 + 6)/3, 2 and (4 + 8)/3.
    expect(area.estimate).toBeCloseTo((13 / 6 + 4) / 2, 14);
  });

  test("cuts", () => {
    const { estimate, area, areaEnd, count } = sampleEfficiencyCurve(tasks, { ...options, beyond: "cut" });
    expect(estimate).toEqual(Float64Array.of(3.5, 2, 4));
    expect(count).toEqual(Uint32Array.of(3, 3, 2));
    expect(areaEnd).toBe(1);
    expect(area.estimate).toBe((1.5 + 4) / 2);
  });

  test("is NaN where a task has no run left", () => {
    const { estimate, low, high, count } = sampleEfficiencyCurve(tasks, { ...options, positions: [0, 2, 4, 5], beyond: "cut" });
    expect([...estimate]).toEqual([3.5, (3 + 4) / 2, (2 + 8) / 2, NaN]);
    expect([low[3], high[3], count[3]]).toEqual([NaN, NaN, 0]);
  });

  test("bands are the intervals at each position", () => {
    const { low, high } = sampleEfficiencyCurve(tasks, { ...options, beyond: "carry" });
    const columns = [[[0, 2], [6]], [[2, 2], [2]], [[4, 2], [6]]];
    columns.forEach((column, x) => {
      const { mean } = aggregateIntervals(column, { key, resamples: 20, aggregates: ["mean"] });
      expect([low[x], high[x]]).toEqual([mean!.low, mean!.high]);
    });
  });
});

describe("refused with what to do", () => {
  const run = { positions: [1, 5], values: [0, 1] };
  const options = { positions: [1, 2], beyond: "cut", key } as const;

  test("positions", () => {
    expect(() => sampleEfficiencyCurve([[run]], { ...options, positions: [0, 2] })).toThrow("positions from 1 on");
    expect(() => sampleEfficiencyCurve([[run]], { ...options, positions: [2, 2] })).toThrow("ascending");
    expect(() => sampleEfficiencyCurve([[run]], { ...options, positions: [2] })).toThrow("at least two positions");
    expect(() => sampleEfficiencyCurve([[run]], { ...options, positions: [1, 9] })).toThrow("that every run reaches");
  });

  test("runs", () => {
    expect(() => sampleEfficiencyCurve([], options)).toThrow("at least one task");
    expect(() => sampleEfficiencyCurve([[run], []], options)).toThrow("at least one value");
    expect(() => sampleEfficiencyCurve([[{ ...run, values: [1] }]], options)).toThrow("1 values and 2 positions");
    expect(() => sampleEfficiencyCurve([[{ ...run, values: [1, NaN] }]], options)).toThrow("finite values");
    // @ts-expect-error neither of the two
    expect(() => sampleEfficiencyCurve([[run]], { ...options, beyond: "stop" })).toThrow("got \"stop\"");
  });
});
