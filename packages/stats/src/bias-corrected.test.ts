import { describe, expect, test } from "vitest";
import { acceleration, biasCorrection, correctedProbability } from "./bias-corrected.ts";
import { mean, median } from "./describe.ts";
import { normalQuantile } from "./normal.ts";
import type { StrataStatistic } from "./sample.ts";

const sumOfMeans: StrataStatistic = (strata) => strata.reduce((sum, stratum) => sum + mean(stratum), 0);

describe("biasCorrection", () => {
  test("is the normal quantile of the share below, ties counting one half", () => {
    expect(biasCorrection(Float64Array.of(1, 2, 3, 4), 2.5)).toBe(0);
    expect(biasCorrection(Float64Array.of(1, 2, 2, 9), 2)).toBe(0);
    expect(biasCorrection(Float64Array.of(1, 2, 3, 4), 3.5)).toBe(normalQuantile(0.75));
  });

  test("stays finite where all lie on one side", () => {
    expect(biasCorrection(Float64Array.of(1, 2, 3, 4), 0)).toBe(normalQuantile(1 / 8));
    expect(biasCorrection(Float64Array.of(1, 2, 3, 4), 5)).toBe(normalQuantile(7 / 8));
  });
});

describe("acceleration", () => {
  test("of a mean is a sixth of the skewness over √N", () => {
    // Deviations −1, −1, 2: Σ l² = 6 and Σ l³ = 6.
    expect(acceleration([Float64Array.of(0, 0, 3)], sumOfMeans)).toBeCloseTo(6 / (6 * 6 ** 1.5), 14);
    expect(acceleration([Float64Array.of(-1, 0, 1)], sumOfMeans)).toBeCloseTo(0, 14);
  });

  test("strata of different sizes weigh by 1/N² and 1/N³, and one of a single value says nothing", () => {
    // Deviations −1, −1, 2 of three and −1, 1 of two.
    const squares = 6 / 9 + 2 / 4;
    const two = [Float64Array.of(0, 0, 3), Float64Array.of(4, 6)];
    expect(acceleration(two, sumOfMeans)).toBeCloseTo(6 / 27 / (6 * squares ** 1.5), 14);
    expect(acceleration([...two, Float64Array.of(8)], sumOfMeans)).toBeCloseTo(6 / 27 / (6 * squares ** 1.5), 14);
  });

  test("is zero where leaving one out changes nothing", () => {
    expect(acceleration([Float64Array.of(1, 2, 2, 2, 3)], ([values]) => median(values!))).toBe(0);
  });
});

describe("correctedProbability", () => {
  test("without bias and skew, changes nothing", () => {
    for (const probability of [0.025, 0.5, 0.9]) expect(correctedProbability(probability, 0, 0)).toBeCloseTo(probability, 15);
  });

  test("a bias moves it by twice as much", () => {
    expect(correctedProbability(0.5, normalQuantile(0.6), 0)).toBeCloseTo(0.6938153018084456, 14);
  });

  test("beyond all resamples it is 0 or 1", () => {
    expect(correctedProbability(0.99, 0, 0.5)).toBe(1);
    expect(correctedProbability(0.01, 0, -0.5)).toBe(0);
  });
});
