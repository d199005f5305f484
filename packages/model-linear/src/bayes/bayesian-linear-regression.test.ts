import fc from "fast-check";
import { describe, expect, test } from "vitest";
import reference from "../fixtures/bayesian-linear-regression.json" with { type: "json" };
import { seeded } from "../fixtures/random.ts";
import { symmetricSolver } from "../symmetric-solver.ts";
import { bayesianLinearRegression } from "./bayesian-linear-regression.ts";
import { drawGaussian } from "./gaussian-draw.ts";

const { mean, cov } = reference.bayesianLinearRegression;
const line = [[0, 1], [1, 2], [2, 2]] as const;

function fitted(options: Parameters<typeof bayesianLinearRegression>[0]) {
  const regression = bayesianLinearRegression(options);
  const state = regression.init();
  for (const [x, y] of line) regression.observe(state, Float64Array.of(1, x), y);
  return { regression, state };
}

describe("known noise", () => {
  test("the posterior of the reference", () => {
    const { regression, state } = fitted({ featureSize: 2, noise: { deviation: 1 } });
    mean.forEach((w, k) => expect(state.mean[k]).toBeCloseTo(w, 12));
    const covariance = new Float64Array(4);
    regression.covariance(state, covariance);
    cov.flat().forEach((entry, i) => expect(covariance[i]).toBeCloseTo(entry, 12));
    // At x = 1: mean .8 + .6, variance 1 + .4 − .4 + .2667.
    const { mean: expected, squaredScale, degreesOfFreedom } = regression.predict(state, Float64Array.of(1, 1));
    expect(expected).toBeCloseTo(1.4, 12);
    expect(squaredScale).toBeCloseTo(1.2666666666666666, 12);
    expect(degreesOfFreedom).toBe(Infinity);
  });

  test("is (Λ₀ + Σ φφᵀ / σ²)⁻¹ (Λ₀ m₀ + Σ φ y / σ²) for any data", () => {
    const number = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(fc.property(fc.array(fc.tuple(number, number, number), { maxLength: 12 }), (rows) => {
      const [deviation, priorPrecision, priorMean] = [0.5, 2, [1, -1]];
      const regression = bayesianLinearRegression({ featureSize: 2, priorPrecision, priorMean, noise: { deviation } });
      const state = regression.init();
      const [gram, moment] = [Float64Array.of(2, 0, 0, 2), Float64Array.of(2, -2)];
      for (const [a, b, y] of rows) {
        regression.observe(state, Float64Array.of(a, b), y);
        [a * a, a * b, a * b, b * b].forEach((entry, i) => (gram[i]! += entry / deviation ** 2));
        [a * y, b * y].forEach((entry, i) => (moment[i]! += entry / deviation ** 2));
      }
      const solution = new Float64Array(2);
      symmetricSolver(2, 1)(gram, 0, moment, solution);
      solution.forEach((w, k) => expect(state.mean[k]).toBeCloseTo(w, 8));
    }), { seed: 1, numRuns: 50 });
  });

  test("draws have the posterior's mean and covariance", () => {
    const { regression, state } = fitted({ featureSize: 2, noise: { deviation: 1 } });
    const [random, draws, weight] = [seeded(1), 20_000, new Float64Array(2)];
    const moments = [0, 0, 0, 0, 0];
    for (let n = 0; n < draws; n++) {
      regression.draw(state, random, weight);
      const [a, b] = [weight[0]! - mean[0]!, weight[1]! - mean[1]!];
      [a, b, a * a, a * b, b * b].forEach((entry, i) => (moments[i]! += entry / draws));
    }
    [0, 0, cov[0]![0]!, cov[0]![1]!, cov[1]![1]!].forEach((entry, i) => expect(Math.abs(moments[i]! - entry)).toBeLessThan(0.02));
  });
});

describe("unknown noise", () => {
  test("one constant feature: the normal-gamma posterior of a mean, by hand", () => {
    // Prior m₀ 1, κ₀ 2, a₀ 3, b₀ 4; rewards 3 and 7: n = 2, mean 5, squares 8.
    const regression = bayesianLinearRegression({ featureSize: 1, priorMean: [1], priorPrecision: 2, noise: { shape: 3, rate: 4 } });
    const state = regression.init();
    for (const reward of [3, 7]) regression.observe(state, Float64Array.of(1), reward);
    // m = (2·1 + 10) / 4, b = 4 + 8/2 + 2·2·(5 − 1)² / (2·4) = 16.
    expect(state.mean[0]).toBeCloseTo(3, 12);
    expect(state.scale[0]).toBeCloseTo(1 / 4, 12);
    expect(state.rate).toBeCloseTo(16, 12);
    const { squaredScale, degreesOfFreedom } = regression.predict(state, Float64Array.of(1));
    expect(squaredScale).toBeCloseTo(16 / 4 * 1.25, 12);
    expect(degreesOfFreedom).toBe(8);
    const covariance = new Float64Array(1);
    regression.covariance(state, covariance);
    expect(covariance[0]).toBeCloseTo(16 / 3 / 4, 12);
  });

  test("draws have the variance of Student's distribution", () => {
    const regression = bayesianLinearRegression({ featureSize: 1, noise: { shape: 5, rate: 8 } });
    const [random, draws, weight] = [seeded(2), 40_000, new Float64Array(1)];
    let square = 0;
    for (let n = 0; n < draws; n++) {
      regression.draw(regression.init(), random, weight);
      square += weight[0]! ** 2 / draws;
    }
    expect(Math.abs(square - 2)).toBeLessThan(0.1); // E σ² = b / (a − 1)
  });
});

describe("bad input", () => {
  test("what is not finite changes nothing; what has no mean square is infinite", () => {
    const regression = bayesianLinearRegression({ featureSize: 1, noise: { shape: 0.5, rate: 1 } });
    const state = regression.init();
    expect(regression.observe(state, Float64Array.of(1), NaN)).toBe(false);
    expect(regression.observe(state, Float64Array.of(Infinity), 1)).toBe(false);
    expect(state).toEqual(regression.init());
    const covariance = new Float64Array(1);
    regression.covariance(state, covariance);
    expect(covariance[0]).toBe(Infinity);
  });

  test("a covariance without full rank: draws stay in its span", () => {
    const out = new Float64Array(2);
    drawGaussian(Float64Array.of(1, 2), Float64Array.of(1, 1, 1, 1), 1, seeded(3), out);
    expect(out[0]! - 1).toBeCloseTo(out[1]! - 2, 12);
    expect(out[0]).not.toBe(1);
    drawGaussian(Float64Array.of(1, 2), new Float64Array(4), 1, seeded(3), out);
    expect([...out]).toEqual([1, 2]);
  });

  test("options are checked", () => {
    expect(() => bayesianLinearRegression({ featureSize: 0 })).toThrow(/featureSize/);
    expect(() => bayesianLinearRegression({ featureSize: 2, priorMean: [1] })).toThrow(/priorMean/);
    expect(() => bayesianLinearRegression({ featureSize: 2, priorPrecision: 0 })).toThrow(/priorPrecision/);
    expect(() => bayesianLinearRegression({ featureSize: 2, noise: { deviation: 0 } })).toThrow(/deviation/);
    expect(() => bayesianLinearRegression({ featureSize: 2, noise: { shape: 1, rate: -1 } })).toThrow(/rate/);
  });
});
