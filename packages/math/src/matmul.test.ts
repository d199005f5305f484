import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { guarded } from "../test/guarded.ts";
import { createArena, type FloatArray, matmul, philox, seedKey } from "./index.ts";

const arena = createArena({ bytes: 16 << 20 });
const random = philox.streams(seedKey(1), 1).lane(0);

function fill(array: FloatArray): void {
  for (let i = 0; i < array.length; i++) array[i] = random.uniform() - 0.5;
}

interface Case {
  readonly dtype: "float32" | "float64";
  readonly m: number;
  readonly n: number;
  readonly k: number;
  readonly batch: number;
  readonly transposeLeft: boolean;
  readonly transposeRight: boolean;
  readonly sharedLeft: boolean;
  readonly sharedRight: boolean;
  readonly into: "overwrite" | "add" | "subtract";
  readonly relu: boolean;
  readonly hasBias: boolean;
}

/** The same product, plainly; and Σ |terms|, to which rounding errors are in proportion. */
function plain(shape: Case, left: FloatArray, right: FloatArray, before: FloatArray, bias: FloatArray | undefined): {
  entries: number[]; magnitudes: number[];
} {
  const { m, n, k, batch } = shape;
  const entries: number[] = [], magnitudes: number[] = [];
  for (let e = 0; e < batch; e++) {
    const a = shape.sharedLeft ? 0 : e * m * k, b = shape.sharedRight ? 0 : e * k * n;
    for (let i = 0; i < m; i++) {
      for (let j = 0; j < n; j++) {
        let sum = 0, magnitude = 0;
        for (let p = 0; p < k; p++) {
          const from = shape.transposeLeft ? p * m + i : i * k + p, to = shape.transposeRight ? j * k + p : p * n + j;
          const term = left[a + from]! * right[b + to]!;
          sum += term;
          magnitude += Math.abs(term);
        }
        const old = before[(e * m + i) * n + j]!;
        const into = shape.into === "overwrite" ? sum : shape.into === "add" ? old + sum : old - sum;
        const entry = into + (bias?.[j] ?? 0);
        entries.push(shape.relu ? Math.max(entry, 0) : entry);
        magnitudes.push(magnitude + Math.abs(old) + Math.abs(bias?.[j] ?? 0));
      }
    }
  }
  return { entries, magnitudes };
}

function check(shape: Case): void {
  const mark = arena.mark();
  const { dtype, m, n, k, batch } = shape;
  const left = guarded(arena, dtype, (shape.sharedLeft ? 1 : batch) * m * k, 1);
  const right = guarded(arena, dtype, (shape.sharedRight ? 1 : batch) * k * n, 3);
  const out = guarded(arena, dtype, batch * m * n, 1), bias = guarded(arena, dtype, n, 1);
  for (const { array } of [left, right, out, bias]) fill(array);
  const inputs = [left.array.slice(), right.array.slice()];
  const expected = plain(shape, left.array, right.array, out.array.slice(), shape.hasBias ? bias.array : undefined);
  const { transposeLeft, transposeRight, sharedLeft, sharedRight, into, relu } = shape;
  const product = matmul({
    arena, dtype, rowCount: m, columnCount: n, innerCount: k, batchCount: batch, transposeLeft, transposeRight, sharedLeft,
    sharedRight, into, relu,
  });
  const end = guarded(arena, "float64", 0); // right behind the workspace
  product(left.array, right.array, out.array, shape.hasBias ? bias.array : undefined);
  const epsilon = (dtype === "float32" ? 2 ** -24 : 2 ** -53) * (k + 3);
  const wrong = expected.entries.filter((entry, i) => !(Math.abs(out.array[i]! - entry) <= epsilon * expected.magnitudes[i]!));
  expect(wrong).toEqual([]);
  expect([left, right, out, bias, end].every(({ isIntact }) => isIntact())).toBe(true);
  expect([left, right].every(({ array }, side) => array.every((x, i) => Object.is(x, inputs[side]![i])))).toBe(true);
  arena.release(mark);
}

const ordinary: Case = {
  dtype: "float32", m: 1, n: 1, k: 1, batch: 1, transposeLeft: false, transposeRight: false, sharedLeft: false,
  sharedRight: false, into: "overwrite", relu: false, hasBias: false,
};

describe("matmul", () => {
  test("equals the plain loop for all small shapes and options, and writes nowhere else", () => {
    const size = fc.integer({ min: 0, max: 37 }), flag = fc.boolean();
    const shapes = fc.record({
      dtype: fc.constantFrom("float32" as const, "float64" as const), m: size, n: size, k: size,
      batch: fc.integer({ min: 0, max: 3 }), transposeLeft: flag, transposeRight: flag, sharedLeft: flag, sharedRight: flag,
      into: fc.constantFrom("overwrite" as const, "add" as const, "subtract" as const), relu: flag, hasBias: flag,
    });
    fc.assert(fc.property(shapes, check), { seed: 1, numRuns: 300 });
  });

  test.each([
    [200, 17, 3], [7, 1030, 5], [3, 5, 1100], [193, 9, 513], [2, 1029, 130],
  ])("equals it beyond one block: %i × %i, %i terms", (m, n, k) => {
    for (const dtype of ["float32", "float64"] as const) {
      check({ ...ordinary, dtype, m, n, k, hasBias: true, relu: true });
      const batches = { batch: 2, sharedRight: true };
      check({ ...ordinary, ...batches, dtype, m, n, k, transposeLeft: true, transposeRight: true, into: "subtract" });
    }
  });

  test("gives an entry the same bits whatever else is computed beside it", () => {
    const mark = arena.mark();
    const k = 700;
    const left = arena.allocate("float32", 9 * k), right = arena.allocate("float32", k * 21);
    fill(left);
    fill(right);
    const out = arena.allocate("float32", 9 * 21), row = arena.allocate("float32", 21);
    matmul({ arena, dtype: "float32", rowCount: 9, columnCount: 21, innerCount: k })(left, right, out);
    const alone = matmul({ arena, dtype: "float32", rowCount: 1, columnCount: 21, innerCount: k });
    for (let i = 0; i < 9; i++) {
      alone(left.subarray(i * k, (i + 1) * k), right, row);
      expect(row).toEqual(out.subarray(i * 21, (i + 1) * 21));
    }
    arena.release(mark);
  });

  test("lets NaN through, relu or not", () => {
    const one = arena.allocate("float64", 1).fill(1), nan = arena.allocate("float64", 1).fill(NaN);
    const out = arena.allocate("float64", 1);
    matmul({ arena, dtype: "float64", rowCount: 1, columnCount: 1, innerCount: 1, relu: true })(one, nan, out);
    expect(out[0]).toBeNaN();
  });

  test("says what does not fit before it writes", () => {
    const product = matmul({ arena, dtype: "float32", rowCount: 2, columnCount: 2, innerCount: 2 });
    const make = (length = 4): Float32Array => arena.allocate("float32", length);
    expect(() => product(new Float32Array(4), make(), make())).toThrow(/math\/not-in-arena: expected left in the arena/);
    expect(() => product(make(), make(5), make())).toThrow(/math\/array-length: expected right of 4 elements; got 5/);
    const out = make();
    expect(() => product(make(), out, out.subarray(0))).toThrow(/math\/overlap: expected out apart from right/);
    expect(() => matmul({ arena, dtype: "float32", rowCount: -1, columnCount: 2, innerCount: 2 })).toThrow(/math\/size/);
    const wrong: unknown = arena.allocate("float64", 4);
    expect(() => product(wrong as Float32Array, make(), make())).toThrow(/math\/dtype/); // what JavaScript callers may do
  });
});
