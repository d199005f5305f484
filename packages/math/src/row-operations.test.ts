import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { guarded } from "../test/guarded.ts";
import { createArena, type FloatArray, philox, reductions, rowOperations, seedKey, twoHot } from "./index.ts";

const arena = createArena({ bytes: 4 << 20 });
const random = philox.streams(seedKey(21), 1).lane(0);
const precision = { float32: 2 ** -22, float64: 2 ** -50 };

type Make = (length: number, fill?: () => number) => FloatArray;

/** Runs `body` with arrays of both types, and checks what stands beside them. */
function bothTypes(body: (dtype: "float32" | "float64", make: Make) => void): void {
  for (const dtype of ["float32", "float64"] as const) {
    const mark = arena.mark(), made: (() => boolean)[] = [];
    body(dtype, (length, fill) => {
      const { array, isIntact } = guarded(arena, dtype, length, 1);
      made.push(isIntact);
      if (fill !== undefined) for (let i = 0; i < length; i++) array[i] = fill();
      return array;
    });
    expect(made.every((isIntact) => isIntact())).toBe(true);
    arena.release(mark);
  }
}

const sizes = [fc.integer({ min: 0, max: 5 }), fc.integer({ min: 1, max: 13 })] as const;
const rowsOf = (array: FloatArray, columns: number): number[][] =>
  Array.from({ length: array.length / columns }, (_, b) => [...array.subarray(b * columns, (b + 1) * columns)]);
/** log Σ_j exp(x_j) in two parts, the second one small. */
function plainLogSumExp(row: number[]): readonly [most: number, rest: number] {
  const most = Math.max(...row);
  return [most, Math.log(row.reduce((sum, x) => sum + Math.exp(x - most), 0))];
}

describe("reductions", () => {
  test("sum in the order that is stated, for every length", () => {
    const { sum, mean, max } = reductions(arena);
    bothTypes((_, make) => {
      for (let length = 0; length < 23; length++) {
        const x = make(length, () => random.normal()), whole = length - length % 4, partial = [0, 0, 0, 0];
        for (let i = 0; i < whole; i++) partial[i % 4] = partial[i % 4]! + x[i]!;
        let total = partial[0]! + partial[2]! + (partial[1]! + partial[3]!);
        for (let i = whole; i < length; i++) total += x[i]!;
        expect(sum(x)).toBe(total);
        expect(mean(x)).toBe(total / length);
        expect(max(x)).toBe(Math.max(...x));
      }
      const spoiled = make(9, () => 1);
      spoiled[2] = NaN;
      expect(max(spoiled)).toBeNaN();
      expect(sum(spoiled)).toBeNaN();
    });
  });

  test("run along rows", () => {
    const { cumulativeSum, cumulativeProduct } = reductions(arena);
    bothTypes((_, make) => {
      const x = make(6), out = make(6);
      x.set([1, 2, 3, 4, 5, 6]);
      cumulativeSum(x, out, 3);
      expect([...out]).toEqual([1, 3, 6, 4, 9, 15]);
      cumulativeProduct(x, x);
      expect([...x]).toEqual([1, 2, 6, 24, 120, 720]);
      expect(() => cumulativeSum(x, out, 4)).toThrow(/math\/array-length/);
    });
  });
});

describe("rows", () => {
  test("softmax, its logarithm, and log-sum-exp", () => {
    fc.assert(fc.property(...sizes, (rows, columns) => bothTypes((dtype, make) => {
      const x = make(rows * columns, () => 20 * random.normal()), out = make(x.length), total = make(rows);
      const { softmax, logSoftmax, logSumExp } = rowOperations(arena, dtype, columns);
      logSumExp(x, total);
      softmax(x, out);
      rowsOf(x, columns).forEach((row, b) => {
        const [most, rest] = plainLogSumExp(row);
        expect(Math.abs(total[b]! - most - rest)).toBeLessThanOrEqual(precision[dtype] * (1 + Math.abs(most)));
        row.forEach((entry, j) => {
          const probability = Math.exp(entry - most - rest);
          const allowed = precision[dtype] * 64 * (probability + 1e-30);
          expect(Math.abs(out[b * columns + j]! - probability)).toBeLessThanOrEqual(allowed);
        });
      });
      const before = x.slice();
      logSoftmax(x, x);
      rowsOf(before, columns).forEach((row, b) => row.forEach((entry, j) => {
        const [most, rest] = plainLogSumExp(row), expected = entry - most - rest;
        expect(Math.abs(x[b * columns + j]! - expected)).toBeLessThanOrEqual(precision[dtype] * (1 + Math.abs(expected)));
      }));
    })), { seed: 1, numRuns: 60 });
  });

  test("of what is far away or infinite", () => {
    bothTypes((dtype, make) => {
      const { logSumExp, softmax } = rowOperations(arena, dtype, 2);
      const x = make(8), total = make(4);
      x.set([1000, 1000, -Infinity, -Infinity, Infinity, 0, NaN, 0]);
      logSumExp(x, total);
      expect(total[0]).toBeCloseTo(1000 + Math.LN2, 4);
      expect([...total].slice(1)).toEqual([-Infinity, Infinity, NaN]);
      softmax(x, x);
      expect([...x]).toEqual([0.5, 0.5, NaN, NaN, NaN, NaN, NaN, NaN]);
    });
  });

  test("layer normalization", () => {
    fc.assert(fc.property(...sizes, (rows, columns) => bothTypes((dtype, make) => {
      const x = make(rows * columns, () => 3 + random.normal()), out = make(x.length);
      const gain = make(columns, () => random.normal()), shift = make(columns, () => random.normal());
      rowOperations(arena, dtype, columns).layerNorm(x, gain, shift, out, 1e-3);
      rowsOf(x, columns).forEach((row, b) => {
        const mean = row.reduce((sum, entry) => sum + entry, 0) / columns;
        const variance = row.reduce((sum, entry) => sum + (entry - mean) ** 2, 0) / columns;
        row.forEach((entry, j) => {
          const expected = (entry - mean) / Math.sqrt(variance + 1e-3) * gain[j]! + shift[j]!;
          expect(Math.abs(out[b * columns + j]! - expected)).toBeLessThan(precision[dtype] * 20);
        });
      });
    })), { seed: 2, numRuns: 40 });
  });

  test("the adjoint of layer normalization is its derivative", () => {
    fc.assert(fc.property(...sizes, (rows, columns) => bothTypes((dtype, make) => {
      const x = make(rows * columns, () => 3 + random.normal()), g = make(x.length, () => random.normal());
      const gain = make(columns, () => random.normal()), shift = make(columns, () => random.normal());
      const outs = [make(x.length), make(columns), make(columns)] as const;
      rowOperations(arena, dtype, columns).layerNormAdjoint(x, gain, g, ...outs, 0.1);
      // Σ g · layerNorm in plain float64, and its central differences
      const pairing = (input: number[], gains: number[], shifts: number[]): number => rowsOf(Float64Array.from(input), columns)
        .reduce((total, row, b) => {
          const mean = row.reduce((sum, entry) => sum + entry, 0) / columns;
          const variance = row.reduce((sum, entry) => sum + (entry - mean) ** 2, 0) / columns;
          return total + row.reduce((sum, entry, j) =>
            sum + g[b * columns + j]! * ((entry - mean) / Math.sqrt(variance + 0.1) * gains[j]! + shifts[j]!), 0);
        }, 0);
      const at = [[...x], [...gain], [...shift]] as const;
      at.forEach((numbers, which) => numbers.forEach((number, i) => {
        const moved = (by: number): number => {
          const [a, b, c] = at.map((array, k) => array.map((entry, place) => k === which && place === i ? number + by : entry));
          return pairing(a!, b!, c!);
        };
        const slope = (moved(1e-5) - moved(-1e-5)) / 2e-5, allowed = dtype === "float32" ? 2e-5 : 1e-8;
        expect(Math.abs(outs[which]![i]! - slope)).toBeLessThan(allowed * (1 + Math.abs(slope)));
      }));
    })), { seed: 3, numRuns: 25 });
  });

  test("gather and scatter are each other's adjoint", () => {
    bothTypes((dtype, make) => {
      const { gather, scatterAdd } = rowOperations(arena, dtype, 3), count = 5;
      const table = make(count * 3, () => random.integer(9)), index = arena.allocate("int32", 7);
      index.set([4, 0, 0, 2, 4, 4, 1]);
      const rows = make(21), weight = make(21, () => random.integer(9)), added = make(count * 3);
      gather(table, index, rows);
      index.forEach((row, i) => expect([...rows.subarray(3 * i, 3 * i + 3)]).toEqual([...table.subarray(3 * row, 3 * row + 3)]));
      scatterAdd(weight, index, added);
      const inner = (a: FloatArray, b: FloatArray): number => [...a].reduce((sum, x, i) => sum + x * b[i]!, 0);
      expect(inner(rows, weight)).toBe(inner(table, added));
      index[3] = count;
      expect(() => gather(table, index, rows)).toThrow(/math\/index: expected rows below 5; got 5 at place 3/);
      expect(() => scatterAdd(weight, index, added)).toThrow(/math\/index/);
    });
  });
});

describe("two-hot codes", () => {
  test("are undone by decoding, within the support", () => {
    const support = fc.uniqueArray(fc.integer({ min: -50, max: 50 }), { minLength: 1, maxLength: 12 });
    const numbers = fc.array(fc.double({ min: -60, max: 60, noNaN: true }), { maxLength: 5 });
    fc.assert(fc.property(support, numbers, (points, values) => {
      const sorted = points.sort((a, b) => a - b), { encode, decode } = twoHot(sorted);
      const weight = new Float64Array(values.length * sorted.length), out = new Float64Array(values.length);
      encode(Float64Array.from(values), weight);
      decode(weight, out);
      values.forEach((x, b) => {
        const row = weight.subarray(b * sorted.length, (b + 1) * sorted.length);
        expect(row.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 14);
        expect(row.every((w) => w >= 0) && row.filter((w) => w > 0).length <= 2).toBe(true);
        expect(out[b]).toBeCloseTo(Math.min(Math.max(x, sorted[0]!), sorted.at(-1)!), 11);
      });
    }), { seed: 1, numRuns: 150 });
  });

  test("by hand, and what is refused", () => {
    const weight = new Float32Array(6);
    twoHot([-1, 0, 2]).encode(Float64Array.of(2, NaN), weight);
    expect([...weight]).toEqual([0, 0, 1, NaN, NaN, NaN]);
    expect(() => twoHot([0, 0])).toThrow(/math\/support/);
    expect(() => twoHot([0, 1]).decode(weight, new Float64Array(2))).toThrow(/math\/array-length/);
  });
});
