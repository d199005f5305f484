import { fourierFeatures, polynomialFeatures, tileCoding } from "@worldwise/data";
import { box } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import type { FeatureMap } from "@worldwise/data";
import { streamOf } from "../fixtures/worlds.ts";
import { kernelRidge } from "./kernel-ridge.ts";
import { linearRegression } from "./linear-regression.ts";
import type { Regression, Regressor, Samples } from "./regressor.ts";
import type { StateTree } from "@worldwise/protocol";

const shape = { input: box("float64", [-1], [1]), functionCount: 2, capacity: 30 };
const random = streamOf(11);
const input = new Float64Array(30).map(() => 2 * random.uniform() - 1);
const start = Int32Array.of(0, 18, 30);
const samples: Samples = { start, input, target: input.map((x, i) => (i < 18 ? 2 + x - 3 * x * x : Math.sin(3 * x))) };

function predictions(regressor: Regressor, given: Samples, at: Float64Array): number[] {
  const regression: Regression = regressor.bind(shape);
  const state: StateTree = regression.init();
  regression.prepare(state, given);
  regression.fit(state, given, random, false);
  const out = new Float64Array(2 * at.length);
  regression.predict(state, at, at.length, out);
  return [...out];
}

describe("least squares", () => {
  test("recovers a function of its class, for each function apart", () => {
    const out = predictions(linearRegression({ features: polynomialFeatures({ degree: 2 }) }), samples, Float64Array.of(0, 0.5));
    expect(out[0]).toBeCloseTo(2, 10);
    expect(out[2]).toBeCloseTo(1.75, 10);
  });

  test("leaves a residual that is orthogonal to every feature", () => {
    const features = fourierFeatures({ order: 4 }).bind(shape.input);
    const out = predictions(linearRegression({ features: fourierFeatures({ order: 4 }) }), samples, input);
    const phi = new Float64Array(features.size);
    const products = new Float64Array(features.size);
    for (let i = 18; i < 30; i++) {
      features.write(input, i, phi);
      phi.forEach((value, k) => (products[k]! += value * (samples.target[i]! - out[2 * i + 1]!)));
    }
    products.forEach((product) => expect(product).toBeCloseTo(0, 9));
  });

  test("with a ridge: (1 + λ) w = mean y for a single constant feature", () => {
    const constant = polynomialFeatures({ degree: 0 });
    const mean = samples.target.subarray(0, 18).reduce((sum, y) => sum + y / 18, 0);
    expect(
      predictions(linearRegression({ features: constant, ridge: 0.25 }), samples, Float64Array.of(0))[0]
    ).toBeCloseTo(mean / 1.25, 12);
  });

  test("dependent features: the fit of those that are independent", () => {
    const twice: FeatureMap = {
      name: "twice", bind: () => ({ size: 3, write(x, row, out) { out.set([1, x[row]!, 2 * x[row]! - 1]); } }),
    };
    const [once, doubled] = [polynomialFeatures({ degree: 1 }), twice].map((features) =>
      predictions(linearRegression({ features }), samples, Float64Array.of(-0.7, 0.1, 0.9)));
    doubled!.forEach((value, i) => expect(value).toBeCloseTo(once![i]!, 6));
  });

  test("features that no sample shows, and functions without samples, are 0", () => {
    const none: Samples = { start: Int32Array.of(0, 18, 18), input, target: samples.target };
    const out = predictions(
      linearRegression({ features: tileCoding({ tilings: 1, tiles: 200 }) }), none, Float64Array.of(0.123456, input[3]!)
    );
    expect(out[0]).toBe(0);
    expect(out[2]).toBeCloseTo(samples.target[3]!, 6);
    expect([out[1], out[3]]).toEqual([0, 0]);
  });

  test("refuses a ridge below 0", () => {
    expect(() => linearRegression({ features: polynomialFeatures(), ridge: -1 })).toThrow(/ridge/);
  });
});

describe("kernel ridge", () => {
  test("one sample: y k(x, x₁) / (1 + λ)", () => {
    const one: Samples = { start: Int32Array.of(0, 1, 1), input: Float64Array.of(0.5), target: Float64Array.of(3) };
    const out = predictions(kernelRidge({ ridge: 0.5, bandwidth: 2 }), one, Float64Array.of(0.5, 2.5));
    expect(out[0]).toBeCloseTo(2, 12);
    expect(out[2]).toBeCloseTo(2 * Math.exp(-0.5), 12);
    expect([out[1], out[3]]).toEqual([0, 0]);
    expect(
      predictions(kernelRidge({ ridge: 0.5, bandwidth: 2, kernel: "laplacian" }), one, Float64Array.of(2.5))[0]
    ).toBeCloseTo(2 * Math.exp(-1), 12);
  });

  test("two samples: the written system", () => {
    // Both lie one standard deviation from their mean: distance 2 in its units.
    const two: Samples = { start: Int32Array.of(0, 2, 2), input: Float64Array.of(0, 4), target: Float64Array.of(1, -1) };
    const near = Math.exp(-(2 ** 2) / 2);
    const weight = 1 / (1 + 2 * 0.1 - near);
    expect(
      predictions(kernelRidge({ ridge: 0.1, bandwidth: 1 }), two, Float64Array.of(0))[0]
    ).toBeCloseTo(weight * (1 - near), 12);
  });

  test("with a small ridge it passes near every sample; with a large one it tends to 0", () => {
    const close = predictions(kernelRidge({ ridge: 1e-9 }), samples, input);
    for (let i = 0; i < 30; i++) expect(close[2 * i + (i < 18 ? 0 : 1)]).toBeCloseTo(samples.target[i]!, 3);
    const flat = predictions(kernelRidge({ ridge: 1e6 }), samples, input);
    expect(Math.max(...flat.map(Math.abs))).toBeLessThan(1e-4);
  });

  test("duplicated samples are no harm", () => {
    const same: Samples = { start: Int32Array.of(0, 3, 3), input: Float64Array.of(1, 1, 1), target: Float64Array.of(1, 2, 3) };
    expect(predictions(kernelRidge({ ridge: 1e-6 }), same, Float64Array.of(1))[0]).toBeCloseTo(2, 4);
  });

  test("a matrix beyond all memory is refused", () => {
    expect(() => kernelRidge().bind({ ...shape, capacity: 10_000 })).toThrow(/at most 8192 samples/);
    expect(() => kernelRidge({ ridge: 0 })).toThrow(/ridge/);
    expect(() => kernelRidge({ bandwidth: 0 })).toThrow(/bandwidth/);
  });
});
