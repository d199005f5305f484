import { box, discrete } from "@worldwise/protocol";
import type { Space } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import {
  featuresByName, fourierFeatures, identityFeatures, oneHotFeatures, polynomialFeatures, radialBasisFeatures, tabulatedFeatures,
  tentFeatures, tileCoding,
} from "../index.ts";
import type { FeatureMap } from "../index.ts";

const square = box("float64", [-1, 0], [1, 4]);

function featuresOf(map: FeatureMap, space: Space, ...element: number[]): number[] {
  const features = map.bind(space);
  const out = new Float64Array(features.size).fill(NaN);
  features.write(Float64Array.from([...element.map(() => 99), ...element]), 1, out);
  return [...out];
}

describe("features of the second row", () => {
  test("one-hot, tabulated and identity", () => {
    expect(featuresOf(oneHotFeatures(), discrete(3), 1)).toEqual([0, 1, 0]);
    expect(featuresOf(tabulatedFeatures(Float64Array.of(1, 2, 3, 4), 2), discrete(2), 1)).toEqual([3, 4]);
    expect(featuresOf(identityFeatures(), square, 0.5, 3)).toEqual([1, 0.5, 3]);
    expect(featuresOf(identityFeatures({ constant: false }), square, 0.5, 3)).toEqual([0.5, 3]);
  });

  test("tents are those of Boyan's chain from the other end", () => {
    expect(featuresOf(tentFeatures({ count: 4 }), discrete(13), 12)).toEqual([0, 0, 0, 1]);
    expect(featuresOf(tentFeatures({ count: 4 }), discrete(13), 5).map((x) => Number(x.toFixed(12)))).toEqual([0, 0.75, 0.25, 0]);
  });

  test("polynomials are Legendre's, up to the total degree", () => {
    // z = 0.5 and 0.5: P1 = z, P2 = (3 z² − 1) / 2.
    expect(featuresOf(polynomialFeatures({ degree: 2 }), square, 0.5, 3)).toEqual([1, 0.5, -0.125, 0.5, 0.25, -0.125]);
  });

  test("radial basis and Fourier by hand", () => {
    const bumps = featuresOf(radialBasisFeatures({ centers: 2 }), square, -1, 0);
    [1, 1, Math.exp(-0.5), Math.exp(-0.5), Math.exp(-1)].forEach((bump, k) => expect(bumps[k]).toBeCloseTo(bump, 14));
    const waves = featuresOf(fourierFeatures({ order: 1 }), square, 0, 4);
    [1, -1, 0, 0].forEach((wave, k) => expect(waves[k]).toBeCloseTo(wave, 14));
  });

  test("every tiling has one tile, and what lies outside counts as at the bound", () => {
    const inside = featuresOf(tileCoding({ tilings: 4, tiles: 3 }), square, 0.2, 1);
    expect(inside.length).toBe(4 * 16);
    expect([0, 1, 2, 3].map((t) => inside.slice(16 * t, 16 * t + 16).reduce((sum, x) => sum + x))).toEqual([1, 1, 1, 1]);
    expect(featuresOf(tileCoding(), square, 7, 9)).toEqual(featuresOf(tileCoding(), square, 1, 4));
  });

  test("a finite space of one element has features too", () => {
    expect(featuresOf(tentFeatures(), discrete(1), 0)).toEqual([1, 0, 0, 0]);
  });
});

describe("bad input", () => {
  test("is refused by name", () => {
    expect(() => oneHotFeatures().bind(square)).toThrow(/one-hot/);
    expect(() => tentFeatures().bind(square)).toThrow(/tents/);
    expect(() => tabulatedFeatures(new Float64Array(5), 2).bind(discrete(2))).toThrow(/5 numbers/);
    expect(() => tileCoding({ tiles: 0 })).toThrow(/tiles/);
    expect(() => radialBasisFeatures({ width: 0 })).toThrow(/width/);
    expect(() => polynomialFeatures().bind(box("float64", [-Infinity], [1]))).toThrow(/finite bounds/);
    expect(() => fourierFeatures({ order: 400 }).bind(box("float64", [0, 0], [1, 1]))).toThrow(/at most 100000/);
  });

  test("names give the same features", () => {
    expect(featuresOf(featuresByName({ features: "tent", resolution: 3 }), discrete(5), 1)).toEqual([0.5, 0.5, 0]);
    expect(featuresByName({ features: "fourier", resolution: 0 }).bind(square).size).toBe(16);
    const bounded = featuresByName({ features: "polynomial", resolution: 1, low: [-2], high: [2] });
    expect(featuresOf(bounded, box("float64", [-Infinity], [Infinity]), 1)).toEqual(
      featuresOf(polynomialFeatures({ degree: 1, low: [-2], high: [2] }), box("float64", [-Infinity], [Infinity]), 1),
    );
    expect(() => featuresByName({ features: "polynomial", resolution: 1, low: [], high: [] }).bind(box("float64", [-Infinity], [1])))
      .toThrow(/finite bounds/);
  });
});
