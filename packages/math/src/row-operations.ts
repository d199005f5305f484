import type { Arena, ArrayTypes } from "./arena.ts";
import { checkApart, checkDtype, checkSizes, type FloatDtype, pointerOf } from "./arena-array.ts";
import { layerNorm, type LayerNorm, pairedRows } from "./layer-norm.ts";
import { MathError } from "./math-error.ts";
import { rowCountOf } from "./reductions.ts";

/** Operations along the last axis of `[B, N]` arrays, any B. `out` may be `input` itself; else they are apart. */
export interface RowOperations<D extends FloatDtype> extends LayerNorm<D> {
  /** out[b, i] = exp(x[b, i]) / Σ_j exp(x[b, j]); NaN where a row holds NaN or +infinity, or nothing but -infinity. */
  readonly softmax: (input: ArrayTypes[D], out: ArrayTypes[D]) => void;
  /** out[b, i] = x[b, i] - log Σ_j exp(x[b, j]) */
  readonly logSoftmax: (input: ArrayTypes[D], out: ArrayTypes[D]) => void;
  /** out[b] = log Σ_j exp(x[b, j]), without overflow; -infinity where nothing else is. `out` is `[B]`, apart from input. */
  readonly logSumExp: (input: ArrayTypes[D], out: ArrayTypes[D]) => void;
  /** out[i, :] = table[index[i], :]; `out` is `[index.length, N]`, apart from the table. */
  readonly gather: (table: ArrayTypes[D], index: Int32Array, out: ArrayTypes[D]) => void;
  /** table[index[i], :] += rows[i, :], in ascending order of i; `rows` is `[index.length, N]`, apart from the table. */
  readonly scatterAdd: (rows: ArrayTypes[D], index: Int32Array, table: ArrayTypes[D]) => void;
}

/** Throws `math/index`: a kernel would read or write rows that do not exist. */
function checkIndex(index: Int32Array, count: number): void {
  for (let i = 0; i < index.length; i++) {
    if (index[i]! >= 0 && index[i]! < count) continue;
    throw new MathError("math/index", {
      expected: `rows below ${count}`, got: `${index[i]!} at place ${i}`, todo: "Check how the index was made.",
    }, { place: i, row: index[i]! });
  }
}

/**
 * Operations on rows of N entries, float32 or float64, for arrays in the arena.
 *
 * Sums are float64 in the order of `reductions`, so that results are the same bits on every engine. Scratch rows are taken
 * from the arena here. Throws `math/size`, `math/arena-full`; the operations throw `math/not-in-arena`, `math/dtype`,
 * `math/array-length`, `math/overlap` and `math/index` before they write.
 *
 * @example
 * ```ts
 * import { createArena, rowOperations } from "@worldwise/math";
 *
 * const arena = createArena();
 * const logits = arena.allocate("float32", 4);
 * rowOperations(arena, "float32", 4).softmax(logits, logits);
 * console.log(logits.join(" ")); // 0.25 0.25 0.25 0.25
 * ```
 */
export function rowOperations<D extends FloatDtype>(arena: Arena, dtype: D, columnCount: number): RowOperations<D> {
  checkSizes({ columnCount }, 1);
  const k = arena.kernels, isSingle = dtype === "float32";
  const scratch = arena.allocate(dtype, columnCount).byteOffset;
  const locate = (name: string, array: ArrayTypes[D], length?: number): number => {
    checkDtype(name, array, dtype);
    return pointerOf(arena, name, array, length);
  };
  const inPlaceOrApart = (input: ArrayTypes[D], out: ArrayTypes[D]): number => pairedRows(arena, dtype, columnCount, input, out);
  const indexPointer = (index: Int32Array, table: ArrayTypes[D]): number => {
    checkDtype("table", table, dtype);
    checkIndex(index, rowCountOf(arena, "table", table, columnCount));
    return pointerOf(arena, "index", index);
  };
  return Object.freeze({
    softmax: (input: ArrayTypes[D], out: ArrayTypes[D]) =>
      (isSingle ? k.softmaxF32 : k.softmaxF64)(inPlaceOrApart(input, out), columnCount, input.byteOffset, out.byteOffset),
    logSoftmax: (input: ArrayTypes[D], out: ArrayTypes[D]) => {
      const kernel = isSingle ? k.logSoftmaxF32 : k.logSoftmaxF64;
      kernel(inPlaceOrApart(input, out), columnCount, input.byteOffset, scratch, out.byteOffset);
    },
    logSumExp: (input: ArrayTypes[D], out: ArrayTypes[D]) => {
      const rows = rowCountOf(arena, "input", input, columnCount);
      checkApart("input", input, "out", out);
      const kernel = isSingle ? k.logSumExpF32 : k.logSumExpF64;
      kernel(rows, columnCount, locate("input", input), scratch, locate("out", out, rows));
    },
    ...layerNorm(arena, dtype, columnCount),
    gather: (table: ArrayTypes[D], index: Int32Array, out: ArrayTypes[D]) => {
      const at = indexPointer(index, table), to = locate("out", out, index.length * columnCount);
      checkApart("table", table, "out", out);
      checkApart("index", index, "out", out);
      k.gatherRows(index.length, columnCount * out.BYTES_PER_ELEMENT, table.byteOffset, at, to);
    },
    scatterAdd: (rows: ArrayTypes[D], index: Int32Array, table: ArrayTypes[D]) => {
      const at = indexPointer(index, table), from = locate("rows", rows, index.length * columnCount);
      checkApart("rows", rows, "table", table);
      checkApart("index", index, "table", table);
      (isSingle ? k.scatterAddF32 : k.scatterAddF64)(index.length, columnCount, from, at, table.byteOffset);
    },
  });
}
