import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  aliasTable, categorical, fillCategorical, fillGamma, fillNormal, fillPermutation, fillUniform, gamma, pcg64, philox,
  type Random, seedKey,
} from "./index.ts";

const lane = (seed = 5): Random => philox.streams(seedKey(seed), 1).lane(0);
const mean = (array: Float64Array, f = (x: number): number => x): number =>
  array.reduce((sum, x) => sum + f(x), 0) / array.length;

describe("filling from a stream", () => {
  test("equals drawing one by one", () => {
    const out = new Float64Array(50), single = new Float32Array(50), random = lane();
    fillUniform(lane(), out, -2, 4);
    expect([...out]).toEqual(Array.from(out, () => -2 + 6 * random.uniform()));
    fillNormal(lane(), single, 1, 2);
    const again = lane();
    expect([...single]).toEqual(Array.from(single, () => Math.fround(1 + 2 * again.normal())));
  });

  test("permutations hold every number once, and all orders come equally often", () => {
    fc.assert(fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 1000 }), (count, seed) => {
      const out = new Int32Array(count).fill(-1);
      fillPermutation(lane(seed), out);
      expect([...out].sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
    }), { seed: 1, numRuns: 50 });
    const counts = new Map<string, number>(), random = lane(1), out = new Int32Array(3);
    for (let i = 0; i < 6000; i++) {
      fillPermutation(random, out);
      counts.set(out.join(""), (counts.get(out.join("")) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    expect(Math.max(...counts.values()) - Math.min(...counts.values())).toBeLessThan(200);
  });
});

describe("gamma", () => {
  test.each([0.1, 0.5, 1, 2.5, 30])("of shape %f has its first three moments", (shape) => {
    const draws = new Float64Array(40_000), scale = 0.5;
    fillGamma(lane(), draws, shape, scale);
    expect(draws.every((x) => x >= 0)).toBe(true);
    expect(mean(draws) / (shape * scale)).toBeCloseTo(1, 1);
    expect(mean(draws, (x) => (x - shape * scale) ** 2) / (shape * scale * scale)).toBeCloseTo(1, 0.8);
    const skewness = mean(draws, (x) => (x - shape * scale) ** 3) / (shape * scale * scale) ** 1.5;
    expect(Math.abs(skewness - 2 / Math.sqrt(shape))).toBeLessThan(0.06 * Math.max(5, 2 / Math.sqrt(shape) * 5));
  });

  test("of shape 1 is exponential, by its distribution function", () => {
    const draws = new Float64Array(20_000);
    fillGamma(lane(8), draws, 1);
    draws.sort();
    const largest = draws.reduce((most, x, i) => Math.max(most, Math.abs(1 - Math.exp(-x) - i / draws.length)), 0);
    expect(largest).toBeLessThan(1.63 / Math.sqrt(draws.length)); // Kolmogorov's bound at 1 %
  });

  test("refuses what is no distribution", () => {
    expect(() => gamma(lane(), 0)).toThrow(/math\/distribution: expected shape and scale above 0; got 0 and 1/);
    expect(() => gamma(lane(), NaN)).toThrow(/math\/distribution/);
    expect(() => gamma(lane(), 1, Infinity)).toThrow(/math\/distribution/);
  });
});

describe("alias tables", () => {
  test("hold exactly the given distribution", () => {
    const weights = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 60 })
      .filter((weight) => weight.some((x) => x > 0));
    fc.assert(fc.property(weights, (weight) => {
      const { threshold, alias } = aliasTable(weight), mass = new Float64Array(weight.length);
      threshold.forEach((t, i) => {
        mass[i] = mass[i]! + t;
        mass[alias[i]!] = mass[alias[i]!]! + 1 - t;
      });
      const sum = weight.reduce((a, x) => a + x, 0);
      mass.forEach((m, i) => expect(Math.abs(m / weight.length - weight[i]! / sum)).toBeLessThan(1e-14));
    }), { seed: 1, numRuns: 200 });
  });

  test("never draw what has no weight, and draw the rest in proportion", () => {
    const table = aliasTable([1, 0, 3, 0, 4]), counts = [0, 0, 0, 0, 0], out = new Int32Array(16_000);
    fillCategorical(lane(2), table, out);
    for (const i of out) counts[i] = counts[i]! + 1;
    expect(counts[1]! + counts[3]!).toBe(0);
    [2000, 6000, 8000].forEach((expected, k) => expect(Math.abs(counts[2 * k]! - expected)).toBeLessThan(200));
    expect(categorical(pcg64.streams(seedKey(0), 1).lane(0), table)).toBe(4);
  });

  test("refuse weights that are none", () => {
    for (const weight of [[], [0, 0], [1, -1], [1, NaN], [Infinity]]) {
      expect(() => aliasTable(weight)).toThrow(/math\/distribution/);
    }
  });
});
