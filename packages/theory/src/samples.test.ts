import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { philox, seedKey } from "@worldwise/math";
import {
  biasedSquaredMmd, convergenceRate, distanceMatrix, euclideanDistance, featureMatrix, gaussianKernel, gramMatrix, laplaceKernel,
  linearBall, lipschitzBall, maximumMeanDiscrepancy, medianDistance, polynomialKernel, pooledSamples, rkhsBall,
  unbiasedSquaredMmd, empiricalWassersteinOnLine, l1, type Point,
} from "./index.ts";
import { studentCentralProbability, studentCentralQuantile } from "./student.ts";

const point = (...coordinates: readonly number[]): Point => Float64Array.from(coordinates);

describe("maximum mean discrepancy", () => {
  test("by hand, with k(x, y) = x y", () => {
    const product = polynomialKernel(1, 0);
    const left = [point(1), point(3)], right = [point(0), point(1), point(2)];
    expect(biasedSquaredMmd(product, left, right)).toBeCloseTo(1, 14); // (2 − 1)²
    expect(unbiasedSquaredMmd(product, left, right)).toBeCloseTo(3 + 2 / 3 - 4, 14);
  });

  test("the U statistic is unbiased: its mean over all pairs of samples is MMD²", () => {
    const kernel = gaussianKernel(0.7), points = [point(0), point(1), point(2.5)];
    const p = Float64Array.of(0.2, 0.5, 0.3), q = Float64Array.of(0.6, 0.1, 0.3);
    const exact = maximumMeanDiscrepancy(gramMatrix(kernel, points), p, q) ** 2;
    let [unbiased, biased] = [0, 0];
    for (let code = 0; code < 3 ** 4; code++) {
      const [a, b, c, d] = [code % 3, Math.floor(code / 3) % 3, Math.floor(code / 9) % 3, Math.floor(code / 27)];
      const mass = p[a]! * p[b]! * q[c]! * q[d]!;
      const [left, right] = [[points[a]!, points[b]!], [points[c]!, points[d]!]];
      unbiased += mass * unbiasedSquaredMmd(kernel, left, right);
      biased += mass * biasedSquaredMmd(kernel, left, right);
    }
    expect(unbiased).toBeCloseTo(exact, 12);
    expect(biased).toBeGreaterThan(exact + 0.1);
  });

  test("kernels", () => {
    expect(gaussianKernel(2)(point(0, 0), point(3, 4))).toBeCloseTo(Math.exp(-25 / 8), 14);
    expect(laplaceKernel(2)(point(0, 0), point(3, -4))).toBeCloseTo(Math.exp(-3.5), 14);
    expect(polynomialKernel(2)(point(1, 2), point(3, 4))).toBe(144);
    expect(medianDistance([point(0), point(1), point(5)])).toBe(4);
    expect(() => gaussianKernel(0)).toThrow("a width above 0");
    expect(() => polynomialKernel(0)).toThrow("a degree of 1, 2, …");
    expect(() => medianDistance([point(1)])).toThrow("points of which most pairs differ");
  });
});

describe("empirical forms", () => {
  test("are the distances of pooled samples", () => {
    const [seeds, counts] = [fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 6 })];
    fc.assert(fc.property(seeds, counts, counts, (seed, n, m) => {
      const random = philox.streams(seedKey(seed), 1).lane(0);
      const sample = (count: number): Point[] => Array.from({ length: count }, () => point(random.normal()));
      const [left, right, kernel] = [sample(n), sample(m), gaussianKernel(1)];
      const pooled = pooledSamples(left, right);
      const numbers = (points: readonly Point[]): Float64Array => Float64Array.from(points, (x) => x[0]!);
      const lipschitz = lipschitzBall(distanceMatrix(euclideanDistance, pooled.points));
      expect(lipschitz.supremum(pooled.left, pooled.right).distance)
        .toBeCloseTo(empiricalWassersteinOnLine(numbers(left), numbers(right)), 11);
      const rkhs = rkhsBall(gramMatrix(kernel, pooled.points));
      expect(rkhs.supremum(pooled.left, pooled.right).distance ** 2).toBeCloseTo(biasedSquaredMmd(kernel, left, right), 11);
      const linear = linearBall(featureMatrix((x) => point(x[0]!, x[0]! ** 2), pooled.points), n + m);
      const mean = (points: readonly Point[], power: number): number =>
        points.reduce((sum, x) => sum + x[0]! ** power / points.length, 0);
      expect(linear.supremum(pooled.left, pooled.right).distance)
        .toBeCloseTo(Math.hypot(mean(left, 1) - mean(right, 1), mean(left, 2) - mean(right, 2)), 11);
      expect(l1(pooled.left, pooled.right)).toBeCloseTo(2, 12); // continuous samples never meet
    }), { seed: 1, numRuns: 300 });
  });

  test("empty samples, mixed dimensions and numbers that are not finite are refused", () => {
    expect(() => pooledSamples([], [point(1)])).toThrow("at least one sample on each side");
    expect(() => pooledSamples([point(1)], [point(1, 2)])).toThrow("points of dimension 1");
    expect(() => pooledSamples([point(NaN)], [point(1)])).toThrow("finite numbers in a sample");
    expect(() => featureMatrix((x) => new Float64Array(x[0]!), [point(1), point(2)])).toThrow("1 features of each point");
    expect(() => unbiasedSquaredMmd(gaussianKernel(1), [point(1)], [point(1), point(2)])).toThrow("at least 2 samples");
    expect(() => empiricalWassersteinOnLine(new Float64Array(), Float64Array.of(1))).toThrow("at least one sample on each side");
  });
});

describe("the measured rate", () => {
  test("of a power law is its exponent, with an interval of no width", () => {
    const counts = Float64Array.of(10, 100, 1000, 10_000);
    const rate = convergenceRate(counts, counts.map((n) => 5 * n ** -0.5));
    expect(rate.slope).toBeCloseTo(-0.5, 12);
    expect(rate.high - rate.low).toBeLessThan(1e-6);
    expect([rate.scale, rate.explained, rate.level]).toEqual([expect.closeTo(5, 10), expect.closeTo(1, 12), 0.95]);
  });

  test("by hand: x = 0, 1, 2 and y = 0, 1, 1 in logarithms", () => {
    const rate = convergenceRate(Float64Array.of(1, Math.E, Math.E ** 2), Float64Array.of(1, Math.E, Math.E));
    // slope ½, residual squares 1/6, one degree of freedom, t = 12.7062
    expect(rate.slope).toBeCloseTo(0.5, 12);
    expect(rate.high).toBeCloseTo(0.5 + 12.706204736 * Math.sqrt(1 / 12), 6);
    expect(rate.explained).toBeCloseTo(0.75, 12);
  });

  test("of the linear class's excess error is −1 where nothing but sampling is wrong", () => {
    // E‖Φᵀ(p̂ − p)‖² = Σ_d Var(φ_d)/n exactly, and √ of it falls like √(1/n): both as means over all samples of size n.
    const p = 0.3, counts = Float64Array.of(1, 2, 4, 8, 16);
    const meanSquared = counts.map((n) => {
      let total = 0;
      for (let k = 0; k <= n; k++) total += binomial(n, k) * p ** k * (1 - p) ** (n - k) * (k / n - p) ** 2;
      return total;
    });
    expect(convergenceRate(counts, meanSquared).slope).toBeCloseTo(-1, 10);
    expect(convergenceRate(counts, meanSquared.map(Math.sqrt)).slope).toBeCloseTo(-0.5, 10);
  });

  test("points that have no rate are refused", () => {
    const three = Float64Array.of(1, 2, 3);
    expect(() => convergenceRate(three, Float64Array.of(1, 0, 1))).toThrow("errors above 0");
    expect(() => convergenceRate(Float64Array.of(2, 2, 2), three)).toThrow("counts that differ");
    expect(() => convergenceRate(Float64Array.of(1, 2), Float64Array.of(1, 2))).toThrow("at least three points");
    expect(() => convergenceRate(three, three, 1)).toThrow("a level in (0, 1)");
  });

  test("Student's quantiles", () => {
    const table = [[1, 12.706204736], [2, 4.302652730], [3, 3.182446305], [10, 2.228138852], [31, 2.039513446]] as const;
    for (const [degrees, quantile] of table) {
      expect(studentCentralQuantile(0.95, degrees)).toBeCloseTo(quantile, 7);
    }
    expect(studentCentralProbability(1, 1)).toBeCloseTo(0.5, 14);
  });
});

function binomial(n: number, k: number): number {
  return k === 0 ? 1 : binomial(n, k - 1) * (n - k + 1) / k;
}
