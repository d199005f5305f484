import { numbers, tensor } from "@worldwise/autodiff";
import { philox, seedKey } from "@worldwise/math";
import { describe, expect, test } from "vitest";
import { directedFactorModel, minimumVarianceCost, principalFactors } from "./directed-factor-model.ts";

/** A covariance A Aᵀ / n + diag(d): its factors are not of equal noise, so that a model of equal noise is wrong. */
function sampleCovariance(size: number, seed: number): Float64Array {
  const random = philox.streams(seedKey(seed), 1).lane(0);
  const rows = Array.from({ length: 3 }, () => Array.from({ length: size }, () => random.normal()));
  return Float64Array.from({ length: size * size }, (_, i) => {
    const [a, b] = [Math.floor(i / size), i % size];
    return rows.reduce((total, row) => total + row[a]! * row[b]!, 0) + (a === b ? 0.1 + 2 * (a / size) ** 3 : 0);
  });
}

const size = 6;
const sample = sampleCovariance(size, 5);
const riskOf = (covariance: Float64Array): number =>
  numbers(minimumVarianceCost(tensor(covariance, [size, size]), tensor(sample, [size, size])))[0]!;
const fit = (decisionWeight: number): ReturnType<typeof directedFactorModel> =>
  directedFactorModel(sample, size, { factorCount: 2, decisionWeight, decisionCost: minimumVarianceCost });

describe("principal factors", () => {
  test("of a diagonal covariance, by hand", () => {
    const { loadings, noise, covariance } = principalFactors(Float64Array.of(1, 0, 0, 0, 9, 0, 0, 0, 3), 3, 1);
    expect(noise).toBeCloseTo(2, 12); // the mean of 1 and 3
    expect([...loadings].map(Math.abs)).toEqual([0, expect.closeTo(Math.sqrt(7), 12), 0]);
    expect([...covariance]).toEqual([2, 0, 0, 0, 9, 0, 0, 0, 2].map((each) => expect.closeTo(each, 12) as number)); // a matcher stands for a number
  });

  test("keep the trace", () => {
    const { covariance } = principalFactors(sample, size, 2);
    const trace = (matrix: Float64Array): number => [0, 1, 2, 3, 4, 5].reduce((total, d) => total + matrix[d * size + d]!, 0);
    expect(trace(covariance)).toBeCloseTo(trace(sample), 12);
  });
});

describe("a directed factor model", () => {
  test("is probabilistic principal components where the decision has no weight", () => {
    const { covariance } = fit(0);
    const expected = principalFactors(sample, size, 2).covariance;
    covariance.forEach((each, i) => { expect(each).toBeCloseTo(expected[i]!, 6); });
  });

  test("carries less risk the more the decision weighs, and never less than the truth", () => {
    const risks = [0, 0.5, 0.9, 0.99].map((weight) => riskOf(fit(weight).covariance));
    expect([...risks].sort((a, b) => b - a)).toEqual(risks);
    expect(risks[0]! / risks.at(-1)!).toBeGreaterThan(1.001);
    expect(risks.at(-1)).toBeGreaterThanOrEqual(riskOf(sample));
  });

  test("refuses sizes and weights that cannot be", () => {
    expect(() => fit(1)).toThrow("decisionWeight in [0, 1)");
    expect(() => principalFactors(sample, size, size)).toThrow("from 1 to D − 1 factors");
    expect(() => principalFactors(sample, 5, 2)).toThrow("36 numbers, D = 5");
  });
});
