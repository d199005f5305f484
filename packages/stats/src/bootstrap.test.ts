import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type BootstrapInterval, bootstrapInterval, stratifiedBootstrapInterval } from "./bootstrap.ts";
import type { BootstrapOptions } from "./bootstrap-options.ts";
import { interquartileMean, mean, median, pooled, variance } from "./describe.ts";
import reference from "./fixtures/bootstrap.json" with { type: "json" };
import { seededRandom } from "./fixtures/seeded-random.ts";
import type { Sample, StrataStatistic } from "./sample.ts";

const statistics: Record<string, StrataStatistic> = {
  mean: ([x]) => mean(x!),
  median: ([x]) => median(x!),
  variance: ([x]) => variance(x!),
  interquartileMean: ([x]) => interquartileMean(x!),
  meanDifference: ([x, y]) => mean(x!) - mean(y!),
};

const returns = [1.2, 3.4, 0.5, 9.75, 2.25, 4.5, 7, 0.25, 3.125, 12.5];
const tasks = [[1, 5, 2, 8], [10, 30], [4], [7, 7.5, 6]];
const methods = ["percentile", "bca"] as const;

/** Gives the listed whole numbers, then starts over. */
function scripted(numbers: readonly number[]): BootstrapOptions["random"] {
  let next = 0;
  return { integer: () => numbers[next++ % numbers.length]! };
}

describe("against NumPy and SciPy on the same draws", () => {
  test.each(reference)("$method interval of the $statistic at level $level", (entry) => {
    const interval = stratifiedBootstrapInterval(entry.strata, statistics[entry.statistic]!, {
      random: seededRandom(entry.seed),
      resamples: entry.resamples,
      level: entry.level,
      method: entry.method === "bca" ? "bca" : "percentile",
    });
    expect(interval.estimate).toBeCloseTo(entry.estimate, 12);
    expect(interval.low).toBeCloseTo(entry.low, 10);
    expect(interval.high).toBeCloseTo(entry.high, 10);
    expect(interval).toMatchObject({ level: entry.level, resamples: entry.resamples, outcome: "estimated" });
  });
});

describe("by hand", () => {
  test("three resamples of two values", () => {
    // Draws (0, 0), (0, 1), (1, 1) of the sorted values 1, 3: the means are 1, 2, 3.
    const random = scripted([0, 0, 0, 1, 1, 1]);
    const interval = bootstrapInterval([3, 1], mean, { random, resamples: 3, level: 0.5 });
    expect(interval).toEqual({
      estimate: 2, low: 1.5, high: 2.5, level: 0.5, resamples: 3, method: "percentile", outcome: "estimated",
    });
  });

  test("a stratum is resampled within itself", () => {
    const seen = new Set<number>();
    const statistic: StrataStatistic = ([low, high]) => {
      for (const value of Array.from(low!)) expect(value).toBeLessThan(10);
      for (const value of Array.from(high!)) expect(value).toBeGreaterThanOrEqual(10);
      seen.add(high!.length);
      return mean(low!) + mean(high!);
    };
    stratifiedBootstrapInterval([[1, 2, 3], [10, 20]], statistic, { random: seededRandom(1), resamples: 50 });
    expect([...seen]).toEqual([2]);
  });
});

describe("repeatable", () => {
  const run = (sample: Sample, seed: number, method: "percentile" | "bca"): BootstrapInterval =>
    bootstrapInterval(sample, interquartileMean, { random: seededRandom(seed), resamples: 200, method });

  test("the same seed gives the same bytes, another seed others", () => {
    for (const method of methods) {
      expect(run(returns, 3, method)).toEqual(run(returns, 3, method));
      expect(run(returns, 4, method)).not.toEqual(run(returns, 3, method));
    }
  });

  test("the order of the runs changes no byte", () => {
    const shuffled = fc.shuffledSubarray(returns, { minLength: returns.length });
    fc.assert(fc.property(shuffled, fc.constantFrom(...methods), (order, method) => {
      expect(run(order, 5, method)).toEqual(run(returns, 5, method));
    }), { seed: 1, numRuns: 30 });
  });

  test("arrays and typed arrays give the same, and stay as they were", () => {
    const typed = Float64Array.from(returns);
    expect(run(typed, 5, "bca")).toEqual(run(returns, 5, "bca"));
    expect(typed).toEqual(Float64Array.from(returns));
  });
});

describe("properties", () => {
  test("shifting and stretching the data does the same to the interval", () => {
    const sample = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 3, maxLength: 12 })
      .filter((values) => new Set(values).size > 2);
    fc.assert(fc.property(sample, fc.constantFrom(...methods), (values, method) => {
      const of = (data: Sample): BootstrapInterval =>
        bootstrapInterval(data, mean, { random: seededRandom(2), resamples: 100, method });
      // Whole numbers: their sums are exact, so BCa sees the same ties on both sides.
      const plain = of(values);
      const moved = of(values.map((value) => 4 * value + 8));
      expect(moved.low).toBeCloseTo(4 * plain.low + 8, 9);
      expect(moved.high).toBeCloseTo(4 * plain.high + 8, 9);
    }), { seed: 1, numRuns: 60 });
  });

  test("the percentile interval of symmetric data holds the estimate", () => {
    const halves = fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 3, maxLength: 12 });
    fc.assert(fc.property(halves, (values) => {
      const symmetric = [...values, ...values.map((value) => -value)];
      const { estimate, low, high } = bootstrapInterval(symmetric, mean, { random: seededRandom(9), resamples: 200 });
      expect(low).toBeLessThan(estimate);
      expect(high).toBeGreaterThan(estimate);
    }), { seed: 1, numRuns: 50 });
  });

  test("a higher level gives a wider interval", () => {
    for (const method of methods) {
      const overall: StrataStatistic = (strata) => interquartileMean(pooled(strata));
      const at = (level: number): BootstrapInterval =>
        stratifiedBootstrapInterval(tasks, overall, { random: seededRandom(8), level, method });
      expect(at(0.99).low).toBeLessThan(at(0.8).low);
      expect(at(0.99).high).toBeGreaterThan(at(0.8).high);
    }
  });

  test("95 % intervals of the mean of 20 normal values cover about as often as they say", () => {
    const random = seededRandom(2021);
    let covered = 0;
    for (let trial = 0; trial < 400; trial++) {
      const sample = Float64Array.from({ length: 20 }, () => 3 + 2 * random.normal());
      const { low, high } = bootstrapInterval(sample, mean, { random, resamples: 1000 });
      if (low <= 3 && 3 <= high) covered += 1;
    }
    expect(covered / 400).toBeGreaterThanOrEqual(0.88);
    expect(covered / 400).toBeLessThanOrEqual(0.98);
  });

  test("BCa moves up where the statistic is biased down and the data is skewed", () => {
    const percentile = bootstrapInterval(returns, variance, { random: seededRandom(6) });
    const bca = bootstrapInterval(returns, variance, { random: seededRandom(6), method: "bca" });
    expect(bca.low).toBeGreaterThan(percentile.low);
    expect(bca.high).toBeGreaterThan(percentile.high);
  });
});

describe("degenerate data has a defined outcome", () => {
  const options = (method: "percentile" | "bca") => ({ random: seededRandom(1), resamples: 50, method });

  test.each(methods)("one value per stratum: too few (%s)", (method) => {
    expect(bootstrapInterval([4], mean, options(method))).toMatchObject({ estimate: 4, low: 4, high: 4, outcome: "too-few" });
    const two = stratifiedBootstrapInterval([[4], [6]], (strata) => mean(pooled(strata)), options(method));
    expect(two).toMatchObject({ estimate: 5, low: 5, high: 5, outcome: "too-few" });
  });

  test.each(methods)("equal values: constant (%s)", (method) => {
    expect(bootstrapInterval([3, 3, 3], mean, options(method)))
      .toMatchObject({ estimate: 3, low: 3, high: 3, outcome: "constant" });
  });

  test.each(methods)("a statistic that is not finite: non-finite (%s)", (method) => {
    const interval = bootstrapInterval([1, 2, 3], () => NaN, options(method));
    expect(interval).toMatchObject({ low: NaN, high: NaN, outcome: "non-finite" });
    const reciprocal = bootstrapInterval([0, 1], (sample) => 1 / mean(sample), options(method));
    expect(reciprocal).toMatchObject({ estimate: 2, low: NaN, high: NaN, outcome: "non-finite" });
    const logarithm = bootstrapInterval([0, 1], (sample) => Math.log(mean(sample)), options(method));
    expect(logarithm).toMatchObject({ estimate: -Math.LN2, low: NaN, high: NaN, outcome: "non-finite" });
  });

  test("an estimate that is not finite counts too, though every resample is", () => {
    const random = scripted([0, 0, 1, 1]);
    const interval = bootstrapInterval([1, 3], (sample) => 1 / (mean(sample) - 2), { random, resamples: 4 });
    expect(interval).toMatchObject({ estimate: Infinity, low: NaN, high: NaN, outcome: "non-finite" });
  });

  test("leaving one out may be what is not finite, and only BCa does so", () => {
    expect(bootstrapInterval([1, 2], variance, options("percentile")).outcome).toBe("estimated");
    expect(bootstrapInterval([1, 2], variance, options("bca"))).toMatchObject({ low: NaN, high: NaN, outcome: "non-finite" });
  });

  test("BCa stays finite where every resample lies on one side", () => {
    const random = scripted([0, 0, 0, 0, 0, 1]);
    const interval = bootstrapInterval([1, 2, 40], mean, { random, resamples: 10, method: "bca" });
    expect(interval.outcome).toBe("estimated");
    expect(interval.low).toBeLessThanOrEqual(interval.high);
    expect(interval.high).toBeLessThan(interval.estimate);
  });
});

describe("refused with what to do", () => {
  const random = seededRandom(1);

  test("failed runs", () => {
    expect(() => bootstrapInterval([1, NaN], mean, { random }))
      .toThrow("expected finite values\n     got NaN at index 1\n   to do choose the value that a failed run counts as");
    expect(() => bootstrapInterval([Infinity], mean, { random })).toThrow(RangeError);
  });

  test("no data", () => {
    expect(() => bootstrapInterval([], mean, { random })).toThrow(RangeError);
    expect(() => stratifiedBootstrapInterval([], () => 0, { random })).toThrow("at least one stratum");
    expect(() => stratifiedBootstrapInterval([[1], []], () => 0, { random })).toThrow("at least one value");
  });

  test("options out of range", () => {
    const run = (options: Partial<BootstrapOptions>) => () => bootstrapInterval([1, 2], mean, { random, ...options });
    for (const level of [0, 1, 95, NaN]) expect(run({ level })).toThrow("level");
    for (const resamples of [0, 2.5, -1]) expect(run({ resamples })).toThrow("resamples");
    // @ts-expect-error a method that is none
    expect(run({ method: "basic" })).toThrow("got \"basic\"");
  });
});
