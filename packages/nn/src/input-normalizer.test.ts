import { numbers, tensor } from "@worldwise/autodiff";
import fc from "fast-check";
import { expect, test } from "vitest";
import { noiseOf, randomOf } from "./fixtures/central-differences.ts";
import { eager, ensemble, inputNormalizer } from "./index.ts";

const normalizer = inputNormalizer({ size: 2 });
const fresh = (): ReturnType<typeof normalizer.init> => normalizer.init(randomOf(1));

test("before any data it changes nothing", () => {
  expect([...numbers(normalizer.apply(eager(fresh()), tensor([3, -4], [1, 2])))]).toEqual([3, -4]);
});

test("by hand: mean 3, variance 4; a dimension that does not vary is centered", () => {
  const parameters = fresh();
  normalizer.fit(parameters, [1, 7, 5, 7]);
  const { mean, variance, count } = parameters;
  expect([[...mean.data], [...variance.data], [...count.data]]).toEqual([[3, 7], [4, 0], [2]]);
  expect([...numbers(normalizer.apply(eager(parameters), tensor([5, 8], [1, 2])))]).toEqual([1, 1]);
  expect([mean.fixed, variance.fixed, count.fixed]).toEqual([true, true, true]);
});

test("what was fitted has mean 0 and variance 1", () => {
  const rows = numbers(noiseOf(randomOf(2), [500, 2])).map((value, i) => (i % 2 === 0 ? 1e6 + 3 * value : 0.01 * value));
  const parameters = fresh();
  normalizer.fit(parameters, rows);
  const y = numbers(normalizer.apply(eager(parameters), tensor(rows, [500, 2])));
  for (const s of [0, 1]) {
    const own = [...y].filter((_, i) => i % 2 === s);
    const mean = own.reduce((a, b) => a + b, 0) / 500;
    expect(mean).toBeCloseTo(0, 7);
    expect(own.reduce((a, b) => a + (b - mean) ** 2, 0) / 500).toBeCloseTo(1, 7);
  }
});

test("extended piece by piece it is what it would be at once", () => {
  const value = fc.double({ min: -1000, max: 1000, noNaN: true });
  const pieces = fc.array(fc.array(fc.tuple(value, value), { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 4 });
  fc.assert(fc.property(pieces, (all) => {
    const [whole, grown] = [fresh(), fresh()];
    normalizer.fit(whole, all.flat(2));
    for (const piece of all) normalizer.extend(grown, piece.flat());
    expect(grown.count.data[0]).toBe(all.flat().length);
    for (const s of [0, 1]) {
      expect(grown.mean.data[s]).toBeCloseTo(whole.mean.data[s]!, 9);
      expect(grown.variance.data[s]).toBeCloseTo(whole.variance.data[s]!, 6);
    }
  }), { seed: 1 });
});

test("fits anew, refuses partial rows, and can be part of an ensemble", () => {
  const parameters = fresh();
  normalizer.fit(parameters, [100, 100, 200, 200]);
  normalizer.fit(parameters, [1, 7, 5, 7]);
  expect(parameters.mean.data[0]).toBe(3);
  expect(() => normalizer.fit(parameters, [1, 2, 3])).toThrow("expected rows of 2 numbers, at least one\n     got 3 numbers");
  const members = ensemble(normalizer, 3);
  const stacked = members.init(randomOf(1));
  expect(stacked.mean).toEqual({ shape: [3, 2], data: new Float64Array(6), fixed: true });
  expect(members.apply(eager(stacked), tensor([1, 2], [1, 2])).shape).toEqual([3, 1, 2]);
});
