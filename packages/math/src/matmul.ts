import type { Arena, ArrayTypes } from "./arena.ts";
import { checkApart, checkDtype, checkSizes, type FloatDtype, pointerOf } from "./arena-array.ts";
import type { Kernels } from "./kernels.ts";

/** What a product multiplies: M rows, N columns, K terms in each entry, a batch of B. */
export interface MatmulOptions<D extends FloatDtype> {
  /** Holds all operands, and the workspace. */
  readonly arena: Arena;
  readonly dtype: D;
  /** M, at least 0. */
  readonly rowCount: number;
  /** N, at least 0. */
  readonly columnCount: number;
  /** K, at least 0; sums of no terms are 0. */
  readonly innerCount: number;
  /** B; default 1. */
  readonly batchCount?: number;
  /** The left operand is stored as `[B, K, M]`. Default false: `[B, M, K]`. */
  readonly transposeLeft?: boolean;
  /** The right operand is stored as `[B, N, K]`. Default false: `[B, K, N]`. */
  readonly transposeRight?: boolean;
  /** All products have the same left operand, stored once. Default false. */
  readonly sharedLeft?: boolean;
  /** All products have the same right operand, stored once. Default false. */
  readonly sharedRight?: boolean;
  /** Add to what `out` holds, or subtract from it. Default `"overwrite"`. */
  readonly into?: "overwrite" | "add" | "subtract";
  /** x ← max(x, 0) at the very end; NaN stays. Default false. */
  readonly relu?: boolean;
}

/**
 * out = op(left) op(right) + bias.
 *
 * @param left - `[B, M, K]`, read only
 * @param right - `[B, K, N]`, read only
 * @param out - `[B, M, N]`, overwritten; overlaps no other operand
 * @param bias - `[N]`, added to every row; default none
 */
export type Matmul<D extends FloatDtype> = (
  left: ArrayTypes[D], right: ArrayTypes[D], out: ArrayTypes[D], bias?: ArrayTypes[D],
) => void;

// The flags of assembly/matmul.ts.
const TRANSPOSE_LEFT = 1, TRANSPOSE_RIGHT = 2, ACCUMULATE = 4, SUBTRACT = 8, RELU = 16;

function flagsOf({ transposeLeft, transposeRight, into, relu }: MatmulOptions<FloatDtype>): number {
  return (transposeLeft ?? false ? TRANSPOSE_LEFT : 0) | (transposeRight ?? false ? TRANSPOSE_RIGHT : 0)
    | (into === "add" ? ACCUMULATE : 0) | (into === "subtract" ? SUBTRACT : 0) | (relu ?? false ? RELU : 0);
}

/** The kernel and its workspace, for one element type. */
function kernelOf(kernels: Kernels, dtype: FloatDtype): readonly [Kernels["matmulF32"], Kernels["matmulWorkspaceF32"]] {
  return dtype === "float32"
    ? [kernels.matmulF32, kernels.matmulWorkspaceF32]
    : [kernels.matmulF64, kernels.matmulWorkspaceF64];
}

/**
 * A matrix product of fixed sizes, with its workspace.
 *
 *   out[b, i, j] = Σ_k left[b, i, k] · right[b, k, j] + bias[j]
 *
 * Terms are added with k ascending, in blocks of at most 512 (float32) or 256 (float64) terms whose sums are then added in
 * turn; no fused multiply-add. So results are the same bits on every engine, and an entry does not depend on M, N or B.
 * The workspace is taken from the arena at construction. Throws `math/size` and `math/arena-full` here; the product throws
 * `math/not-in-arena`, `math/dtype`, `math/array-length` and `math/overlap` before it writes anything.
 *
 * Source of the blocking: Goto and van de Geijn (2008), "Anatomy of high-performance matrix multiplication", section 5.
 *
 * @example
 * ```ts
 * import { createArena, matmul } from "@worldwise/math";
 *
 * const arena = createArena();
 * const left = arena.allocate("float32", 2), right = arena.allocate("float32", 2), out = arena.allocate("float32", 1);
 * left.set([1, 2]);
 * right.set([3, 4]);
 * matmul({ arena, dtype: "float32", rowCount: 1, columnCount: 1, innerCount: 2 })(left, right, out);
 * console.log(out[0]); // 11
 * ```
 */
export function matmul<D extends FloatDtype>(options: MatmulOptions<D>): Matmul<D> {
  const { arena, dtype, rowCount: rows, columnCount: columns, innerCount: inner, batchCount: batch = 1 } = options;
  checkSizes({ rowCount: rows, columnCount: columns, innerCount: inner, batchCount: batch });
  const [kernel, workspaceBytes] = kernelOf(arena.kernels, dtype);
  const workspace = arena.allocate("uint8", workspaceBytes(rows, columns, inner)).byteOffset;
  const flags = flagsOf(options);
  const leftStep = options.sharedLeft ?? false ? 0 : rows * inner, rightStep = options.sharedRight ?? false ? 0 : inner * columns;
  const leftSize = leftStep === 0 ? rows * inner : batch * leftStep;
  const rightSize = rightStep === 0 ? inner * columns : batch * rightStep;
  const leftStride = options.transposeLeft ?? false ? rows : inner;
  const rightStride = options.transposeRight ?? false ? inner : columns;

  const locate = (name: string, array: ArrayTypes[D], length: number, out: ArrayTypes[D]): number => {
    checkDtype(name, array, dtype);
    const pointer = pointerOf(arena, name, array, length);
    if (array !== out) checkApart(name, array, "out", out);
    return pointer;
  };
  return (left, right, out, bias) => {
    const outPointer = locate("out", out, batch * rows * columns, out);
    const leftPointer = locate("left", left, leftSize, out), rightPointer = locate("right", right, rightSize, out);
    const biasPointer = bias === undefined ? 0 : locate("bias", bias, columns, out);
    kernel(
      batch, rows, columns, inner, flags, leftPointer, leftStride, leftStep, rightPointer, rightStride, rightStep,
      outPointer, columns, rows * columns, biasPointer, workspace,
    );
  };
}
