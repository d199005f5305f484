import type { Arena } from "./arena.ts";
import { checkApart, checkDtype, checkSizes, type FloatArray, type FloatDtype, pointerOf } from "./arena-array.ts";

/** Sums, maxima, and running sums and products of arrays in the arena, of either precision. */
export interface Reductions {
  /**
   * Σ_i x_i in float64, also of float32. Four partial sums take every fourth element and are added as (p₀ + p₂) + (p₁ + p₃);
   * the last n mod 4 elements follow in order. 0 of nothing.
   */
  readonly sum: (input: FloatArray) => number;
  /** sum / n; NaN of nothing. */
  readonly mean: (input: FloatArray) => number;
  /** The greatest element; -infinity of nothing, NaN where one is NaN. */
  readonly max: (input: FloatArray) => number;
  /** out[b, i] = Σ_j input[b, j], j ≤ i, in each row of `columnCount`, summed in float64 from left to right; may be in place. */
  readonly cumulativeSum: <A extends FloatArray>(input: A, out: A, columnCount?: number) => void;
  /** out[b, i] = Π_j input[b, j], j ≤ i, multiplied in float64 from left to right; may be in place. */
  readonly cumulativeProduct: <A extends FloatArray>(input: A, out: A, columnCount?: number) => void;
}

type RowsKernel = (rows: number, columns: number, input: number, out: number) => void;

/** The array's element type. */
export const dtypeOf = (array: FloatArray): FloatDtype => array instanceof Float32Array ? "float32" : "float64";

/** Rows of `columnCount` in an array. Throws `math/array-length` where they do not fill it. */
export function rowCountOf(arena: Arena, name: string, array: FloatArray, columnCount: number): number {
  checkSizes({ columnCount }, 1);
  const rows = Math.floor(array.length / columnCount);
  pointerOf(arena, name, array, rows * columnCount);
  return rows;
}

function running(arena: Arena, single: RowsKernel, double: RowsKernel): Reductions["cumulativeSum"] {
  return (input, out, columnCount = Math.max(input.length, 1)) => {
    const dtype = dtypeOf(input), rows = rowCountOf(arena, "input", input, columnCount);
    checkDtype("out", out, dtype);
    const to = pointerOf(arena, "out", out, input.length);
    if (to !== input.byteOffset) checkApart("input", input, "out", out);
    (dtype === "float32" ? single : double)(rows, columnCount, input.byteOffset, to);
  };
}

/**
 * Reductions of arrays in the arena, with an order of summation that is stated, and so the same bits on every engine.
 *
 * Throws `math/not-in-arena`; running sums and products also `math/dtype`, `math/size`, `math/array-length`, `math/overlap`.
 *
 * @example
 * ```ts
 * import { createArena, reductions } from "@worldwise/math";
 *
 * const arena = createArena();
 * const { sum, max } = reductions(arena);
 * const x = arena.allocate("float32", 3);
 * x.set([1, 2, 4]);
 * console.log(sum(x), max(x)); // 7 4
 * ```
 */
export function reductions(arena: Arena): Reductions {
  const {
    cumulativeProductF32, cumulativeProductF64, cumulativeSumF32, cumulativeSumF64, largestF32, largestF64, sumF32, sumF64,
  } = arena.kernels;
  const sum = (input: FloatArray): number =>
    (dtypeOf(input) === "float32" ? sumF32 : sumF64)(input.length, pointerOf(arena, "input", input));
  return Object.freeze({
    sum,
    mean: (input: FloatArray) => sum(input) / input.length,
    max: (input: FloatArray) =>
      (dtypeOf(input) === "float32" ? largestF32 : largestF64)(input.length, pointerOf(arena, "input", input)),
    cumulativeSum: running(arena, cumulativeSumF32, cumulativeSumF64),
    cumulativeProduct: running(arena, cumulativeProductF32, cumulativeProductF64),
  });
}
