import { philox, seedKey } from "@worldwise/math";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AggregateIntervals, aggregateIntervals, type AggregateOptions } from "./aggregate-intervals.ts";
import reference from "./fixtures/task-reference.json" with { type: "json" };
import type { Sample } from "./sample.ts";
import { interquartileMeanOverTasks, meanOverTasks, medianOverTasks, optimalityGap } from "./task-statistics.ts";

const { tasks, level, resamples, threshold } = reference;
const key = seedKey(reference.seed);
const methods = ["percentile", "bca"] as const;
const names = ["mean", "median", "interquartileMean", "optimalityGap"] as const;

describe.each(methods)("against NumPy and SciPy on the same draws: %s", (method) => {
  const intervals = aggregateIntervals(tasks, { key, level, resamples, method, threshold });
  test.each(names)("%s", (name) => {
    const expected = reference.aggregates[name];
    const { estimate, low, high, outcome } = intervals[name]!;
    expect(estimate).toBeCloseTo(expected.estimate, 12);
    expect(low).toBeCloseTo(expected[method][0]!, 10);
    expect(high).toBeCloseTo(expected[method][1]!, 10);
    expect(outcome).toBe("estimated");
  });
});

describe("repeatable", () => {
  const run = (data: readonly Sample[], options: Partial<AggregateOptions> = {}): AggregateIntervals =>
    aggregateIntervals(data, { key, resamples: 300, method: "bca", ...options });

  test("the same key gives the same bytes, another key others", () => {
    expect(run(tasks)).toEqual(run(tasks));
    expect(run(tasks, { key: seedKey(1) })).not.toEqual(run(tasks));
  });

  test("the order of the runs changes no byte", () => {
    const shuffled = fc.tuple(...tasks.map((task) => fc.shuffledSubarray(task, { minLength: task.length })));
    fc.assert(fc.property(shuffled, (other) => {
      expect(run(other)).toEqual(run(tasks));
    }), { seed: 1, numRuns: 20 });
  });

  test("what else is asked for changes no byte", () => {
    expect(run(tasks, { aggregates: ["median"] })).toEqual({ median: run(tasks).median });
  });

  test("estimates are those of the functions, bit for bit", () => {
    const { mean, median, interquartileMean, optimalityGap: gap } = run(tasks, { threshold: 0.7 });
    expect(mean!.estimate).toBe(meanOverTasks(tasks));
    expect(median!.estimate).toBe(medianOverTasks(tasks));
    expect(interquartileMean!.estimate).toBe(interquartileMeanOverTasks(tasks));
    expect(gap!.estimate).toBe(optimalityGap(tasks, 0.7));
  });
});

test("95 % intervals over three tasks cover about as often as they say", () => {
  const random = philox.streams(seedKey(3), 1).lane(0);
  let covered = 0;
  for (let trial = 0; trial < 400; trial++) {
    const data = [12, 20, 30].map((size, t) => Float64Array.from({ length: size }, () => 2 * t + random.normal()));
    const { low, high } = aggregateIntervals(data, { key: seedKey(trial), resamples: 500, aggregates: ["mean"] }).mean!;
    if (low <= 2 && 2 <= high) covered += 1;
  }
  expect(covered / 400).toBeGreaterThanOrEqual(0.88);
  expect(covered / 400).toBeLessThanOrEqual(0.98);
});

describe.each(methods)("degenerate data has a defined outcome: %s", (method) => {
  test("single runs: too few", () => {
    const { mean } = aggregateIntervals([[1], [4]], { key, method });
    expect(mean).toMatchObject({ estimate: 2.5, low: 2.5, high: 2.5, outcome: "too-few" });
  });

  test("equal scores within each task: constant, though sums of them round", () => {
    const { mean, interquartileMean } = aggregateIntervals([[0.1, 0.1, 0.1], [0.7, 0.7]], { key, method });
    for (const interval of [mean!, interquartileMean!]) {
      expect(interval).toMatchObject({ low: interval.estimate, high: interval.estimate, outcome: "constant" });
    }
  });

  test("no run short of the threshold: the gap is constant", () => {
    const { optimalityGap: gap } = aggregateIntervals([[2, 3, 4], [5, 6]], { key, method });
    expect(gap).toMatchObject({ estimate: 0, low: 0, high: 0, outcome: "constant" });
  });
});

test("refused with what to do", () => {
  expect(() => aggregateIntervals([], { key })).toThrow("at least one task");
  expect(() => aggregateIntervals([[1], []], { key })).toThrow("at least one value");
  expect(() => aggregateIntervals([[1, NaN]], { key })).toThrow("NaN at index 1");
  expect(() => aggregateIntervals([[1, 2]], { key, resamples: 0 })).toThrow("resamples");
  expect(() => aggregateIntervals([[1, 2]], { key, threshold: NaN })).toThrow("a finite threshold");
  // @ts-expect-error a number is no key
  expect(() => aggregateIntervals([[1, 2]], { key: 7 })).toThrow("seedKey(7)");
  // @ts-expect-error no such aggregate
  expect(() => aggregateIntervals([[1, 2]], { key, aggregates: ["mode"] })).toThrow("mode");
});
