import type { Arena } from "./arena.ts";
import { checkApart, checkSizes, pointerOf } from "./arena-array.ts";
import type { LinearOutcome } from "./linear-outcome.ts";
import { MathError } from "./math-error.ts";

/** Sizes of a QR factorization. */
export interface QrOptions {
  readonly arena: Arena;
  /** m, at least n. */
  readonly rowCount: number;
  /** n */
  readonly columnCount: number;
  /** k, columns that Q is multiplied with at once. Default 1. */
  readonly rightCount?: number;
}

/** A = Q R of matrices of one size, Q orthogonal `[m, m]`, R upper triangular. */
export interface Qr {
  /**
   * `matrix` `[m, n]` becomes R and, below its diagonal, the reflections v_k whose first entry 1 is not stored;
   * `factors` `[n]` their τ_k: Q = Π_k (I - τ_k v_k v_kᵀ). Both are of use unless `"non-finite"`; `"singular"` says that a column
   * is a combination of others to working precision, |R[k, k]| ≤ 4 m ε max |R|.
   */
  factor(matrix: Float64Array, factors: Float64Array): LinearOutcome;
  /** right `[m, k]` ← Q right, from what `factor` has left. */
  multiply(matrix: Float64Array, factors: Float64Array, right: Float64Array): void;
  /** right `[m, k]` ← Qᵀ right. */
  multiplyTransposed(matrix: Float64Array, factors: Float64Array, right: Float64Array): void;
  /** Σ_k log |R[k, k]|: for a square matrix log |det A|. */
  logDeterminant(matrix: Float64Array): number;
}

/** max |R|; NaN where one is not finite. */
function largestOf(matrix: Float64Array, columnCount: number): number {
  let largest = 0;
  for (let k = 0; k < columnCount; k++) {
    for (let j = k; j < columnCount; j++) largest = Math.max(largest, Math.abs(matrix[k * columnCount + j]!));
  }
  return Number.isFinite(largest) ? largest : NaN;
}

/** Rounding leaves about m ε max |R| on the diagonal where exact arithmetic would leave 0. */
export function judgeDiagonal(matrix: Float64Array, rowCount: number, columnCount: number): LinearOutcome {
  const largest = largestOf(matrix, columnCount);
  if (Number.isNaN(largest)) return "non-finite";
  const tiny = 4 * rowCount * Number.EPSILON * largest;
  for (let k = 0; k < columnCount; k++) if (!(Math.abs(matrix[k * columnCount + k]!) > tiny)) return "singular";
  return "solved";
}

/** Throws `math/size`. */
export function checkTall(rowCount: number, columnCount: number): void {
  if (rowCount >= columnCount) return;
  throw new MathError("math/size", {
    expected: `rowCount of at least ${columnCount}, the columns`, got: String(rowCount),
    todo: "Give as many equations as unknowns.",
  }, { rowCount, columnCount });
}

/**
 * QR factors by Householder's reflections, in float64.
 *
 * Columns are not exchanged, so that a rank that is nearly deficient may pass. Throws `math/size` and `math/arena-full` here;
 * `math/not-in-arena`, `math/array-length` and `math/overlap` from the methods.
 *
 * Source: Golub and Van Loan (2013), "Matrix computations", section 5.2.
 *
 * @example
 * ```ts
 * import { createArena, qr } from "@worldwise/math";
 *
 * const arena = createArena();
 * const matrix = arena.allocate("float64", 2), factors = arena.allocate("float64", 1);
 * matrix.set([3, 4]);
 * console.log(qr({ arena, rowCount: 2, columnCount: 1 }).factor(matrix, factors), matrix[0]); // solved -5
 * ```
 */
export function qr({ arena, rowCount, columnCount, rightCount = 1 }: QrOptions): Qr {
  checkSizes({ rowCount, columnCount, rightCount });
  checkTall(rowCount, columnCount);
  const { qrApply, qrFactor } = arena.kernels;
  const sums = arena.allocate("float64", Math.max(columnCount, rightCount)).byteOffset;
  const locate = (matrix: Float64Array, factors: Float64Array): readonly [number, number] => {
    checkApart("matrix", matrix, "factors", factors);
    return [pointerOf(arena, "matrix", matrix, rowCount * columnCount), pointerOf(arena, "factors", factors, columnCount)];
  };
  const multiplier = (isTransposed: number) => (matrix: Float64Array, factors: Float64Array, right: Float64Array): void => {
    const [from, taus] = locate(matrix, factors), to = pointerOf(arena, "right", right, rowCount * rightCount);
    checkApart("matrix", matrix, "right", right);
    checkApart("factors", factors, "right", right);
    qrApply(rowCount, columnCount, rightCount, isTransposed, from, taus, to, sums);
  };
  return Object.freeze({
    factor: (matrix: Float64Array, factors: Float64Array) => {
      const [from, taus] = locate(matrix, factors);
      qrFactor(rowCount, columnCount, from, taus, sums);
      return judgeDiagonal(matrix, rowCount, columnCount);
    },
    multiply: multiplier(0),
    multiplyTransposed: multiplier(1),
    logDeterminant: (matrix: Float64Array) => {
      pointerOf(arena, "matrix", matrix, rowCount * columnCount);
      return arena.kernels.logDiagonal(columnCount, matrix.byteOffset);
    },
  });
}
