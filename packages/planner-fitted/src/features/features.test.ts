import { describe, expect, test } from "vitest";
import type { FeatureDomain, FeatureMap } from "./features.ts";
import { fourierFeatures } from "./fourier.ts";
import { polynomialFeatures } from "./polynomial.ts";
import { radialBasisFeatures } from "./radial-basis.ts";
import { tableFeatures } from "./table.ts";
import { tileCoding } from "./tile-coding.ts";

const line: FeatureDomain = { inputSize: 1, low: [0], high: [10], inputCount: 0 };
const plane: FeatureDomain = { inputSize: 2, low: [0, -1], high: [4, 1], inputCount: 0 };

function at(map: FeatureMap, domain: FeatureDomain, ...x: number[]): number[] {
  const features = map.bind(domain);
  const out = new Float64Array(features.size).fill(NaN);
  features.write(Float64Array.of(...domain.low, ...x), 1, out);
  return Array.from(out, (value) => Math.round(value * 1e12) / 1e12);
}

describe("features by hand", () => {
  test("table", () => {
    expect(at(tableFeatures(), { inputSize: 1, low: [0], high: [3], inputCount: 4 }, 2)).toEqual([0, 0, 1, 0]);
    expect(() => tableFeatures().bind(line)).toThrow(/others than a table/);
  });

  test("polynomials of Legendre: 1, z, (3z² − 1)/2, (5z³ − 3z)/2", () => {
    expect(at(polynomialFeatures({ degree: 3 }), line, 7.5)).toEqual([1, 0.5, -0.125, -0.4375]);
    expect(at(polynomialFeatures({ degree: 0 }), line, 7.5)).toEqual([1]);
  });

  test("polynomials of two inputs, up to the total degree", () => {
    // z = (0.5, −1): exponents (0,0) (0,1) (0,2) (1,0) (1,1) (2,0)
    expect(at(polynomialFeatures({ degree: 2 }), plane, 3, -1)).toEqual([1, -1, 1, 0.5, -0.5, -0.125]);
  });

  test("Fourier: cos(π c · u)", () => {
    expect(at(fourierFeatures({ order: 2 }), line, 5)).toEqual([1, 0, -1]);
    expect(at(fourierFeatures({ order: 1 }), plane, 4, 1)).toEqual([1, -1, -1, 1]);
  });

  test("radial bumps: 1 at their center, exp(−1/2) one width away, and a constant", () => {
    const half = Math.round(Math.exp(-0.5) * 1e12) / 1e12;
    const far = Math.round(Math.exp(-2) * 1e12) / 1e12;
    expect(at(radialBasisFeatures({ centers: 3 }), line, 0)).toEqual([1, 1, half, far]);
    expect(radialBasisFeatures({ centers: 3 }).bind(plane).size).toBe(10);
  });

  test("tiles: one active tile of each grid, and neighbors share some of them", () => {
    const coding = tileCoding({ tilings: 4, tiles: 5 });
    const active = (x: number): number[] => at(coding, line, x).flatMap((value, k) => (value === 1 ? [k] : []));
    // Offsets 0, 1/4, 2/4, 3/4; 5 tiles over [0, 10]: u = 0.42 · 5 = 2.1
    expect(active(4.2)).toEqual([2, 6 + 2, 12 + 2, 18 + 2]);
    expect(active(4.9)).toEqual([2, 6 + 2, 12 + 2, 18 + 3]);
    expect(active(10)).toHaveLength(4);
    expect(active(99)).toEqual(active(10));
    expect(at(tileCoding(), plane, 1, 0.3).reduce((sum, value) => sum + value, 0)).toBe(8);
  });

  test("what lies outside counts as at the bound", () => {
    expect(at(polynomialFeatures(), line, 50)).toEqual(at(polynomialFeatures(), line, 10));
    expect(at(fourierFeatures(), line, -50)).toEqual(at(fourierFeatures(), line, 0));
  });

  test.each(
    [polynomialFeatures(), fourierFeatures(), radialBasisFeatures(), tileCoding()]
  )("$name features need finite bounds", (map) => {
    expect(() => map.bind({ ...line, high: [Infinity] })).toThrow(/finite bounds of 1 inputs/);
  });

  test("bounds may be given, one for each input", () => {
    expect(at(polynomialFeatures({ degree: 1, low: [0], high: [2] }), { ...line, high: [Infinity] }, 1)).toEqual([1, 0]);
    expect(() => polynomialFeatures({ low: [0], high: [2] }).bind(plane)).toThrow(/finite bounds of 2 inputs/);
    expect(() => polynomialFeatures({ low: [2], high: [2] }).bind(line)).toThrow(/low < high/);
  });

  test("too many features are refused", () => {
    const wide = { inputSize: 30, low: new Array<number>(30).fill(0), high: new Array<number>(30).fill(1), inputCount: 0 };
    expect(() => radialBasisFeatures().bind(wide)).toThrow(/at most 100000 features/);
    expect(() => tileCoding().bind(wide)).toThrow(/at most 100000 features/);
    expect(() => fourierFeatures().bind(wide)).toThrow(/at most 100000 features/);
    expect(() => polynomialFeatures().bind(wide)).toThrow(/at most 100000 features/);
  });

  test("options are checked", () => {
    expect(() => polynomialFeatures({ degree: -1 })).toThrow(/degree/);
    expect(() => radialBasisFeatures({ width: 0 })).toThrow(/width/);
    expect(() => radialBasisFeatures({ centers: 1 })).toThrow(/centers/);
    expect(() => tileCoding({ tilings: 0 })).toThrow(/tilings/);
    expect(() => fourierFeatures({ order: 1.5 })).toThrow(/order/);
  });
});
