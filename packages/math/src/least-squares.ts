import type { Arena } from "./arena.ts";
import { checkApart, checkSizes, pointerOf } from "./arena-array.ts";
import type { LinearOutcome } from "./linear-outcome.ts";
import { MathError } from "./math-error.ts";
import { triangularSolve } from "./triangular-solve.ts";

/** Sizes of a least-squares problem. */
export interface LeastSquaresOptions {
  readonly arena: Arena;
  /** m, at least n. */
  readonly rowCount: number;
  /** n */
  readonly columnCount: number;
  /** k, right-hand sides that are solved at once. Default 1. */
  readonly rightCount?: number;
}

/** Least squares by an orthogonal factorization. */
export interface LeastSquares {
  /**
   * The x that minimizes ‖A x - b‖₂, for every column of `right`.
   *
   * @param matrix - `[m, n]` A, destroyed
   * @param right - `[m, k]` b, becomes Qᵀ b: its rows from n on hold the residual, ‖A x - b‖² = Σ_i right[i]², i ≥ n
   * @param outSolution - `[n, k]` x, overwritten if `"solved"`
   * @returns `"singular"` where a column is a combination of others to working precision
   */
  solve(matrix: Float64Array, right: Float64Array, outSolution: Float64Array): LinearOutcome;
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
function judgeDiagonal(matrix: Float64Array, rowCount: number, columnCount: number): LinearOutcome {
  const largest = largestOf(matrix, columnCount);
  if (Number.isNaN(largest)) return "non-finite";
  const tiny = 4 * rowCount * Number.EPSILON * largest;
  for (let k = 0; k < columnCount; k++) if (!(Math.abs(matrix[k * columnCount + k]!) > tiny)) return "singular";
  return "solved";
}

/**
 * Least squares of fixed sizes, by Householder's reflections, in float64.
 *
 * `"singular"` where |R[k, k]| ≤ 4 m ε max |R|. Columns are not exchanged, so that a rank that is nearly deficient may pass.
 * Throws `math/size` and `math/arena-full` here; `math/not-in-arena`, `math/array-length` and `math/overlap` from `solve`.
 *
 * Source: Golub and Van Loan (2013), "Matrix computations", sections 5.2 and 5.3.
 *
 * @example
 * ```ts
 * import { createArena, leastSquares } from "@worldwise/math";
 *
 * const arena = createArena();
 * const matrix = arena.allocate("float64", 3).fill(1), right = arena.allocate("float64", 3), mean = arena.allocate("float64", 1);
 * right.set([1, 2, 6]);
 * const { solve } = leastSquares({ arena, rowCount: 3, columnCount: 1 });
 * console.log(solve(matrix, right, mean), mean[0]?.toFixed(6)); // solved 3.000000
 * ```
 */
export function leastSquares(options: LeastSquaresOptions): LeastSquares {
  const { arena, rowCount, columnCount, rightCount = 1 } = options;
  checkSizes({ rowCount, columnCount, rightCount });
  if (rowCount < columnCount) {
    throw new MathError("math/size", {
      expected: `rowCount of at least ${columnCount}, the columns`, got: String(rowCount),
      todo: "Give as many equations as unknowns.",
    }, { rowCount, columnCount });
  }
  const { qrApply, qrFactor } = arena.kernels;
  const factors = arena.allocate("float64", columnCount).byteOffset;
  const sums = arena.allocate("float64", Math.max(columnCount, rightCount)).byteOffset;
  const substitute = triangularSolve({ arena, size: columnCount, triangle: "upper", columnCount: rightCount });
  return Object.freeze({
    solve: (matrix: Float64Array, right: Float64Array, outSolution: Float64Array) => {
      const from = pointerOf(arena, "matrix", matrix, rowCount * columnCount);
      const to = pointerOf(arena, "right", right, rowCount * rightCount);
      pointerOf(arena, "outSolution", outSolution, columnCount * rightCount);
      checkApart("matrix", matrix, "right", right);
      checkApart("matrix", matrix, "outSolution", outSolution);
      checkApart("right", right, "outSolution", outSolution);
      qrFactor(rowCount, columnCount, from, factors, sums);
      const outcome = judgeDiagonal(matrix, rowCount, columnCount);
      if (outcome !== "solved") return outcome;
      qrApply(rowCount, columnCount, rightCount, 1, from, factors, to, sums);
      outSolution.set(right.subarray(0, columnCount * rightCount));
      return substitute(matrix.subarray(0, columnCount * columnCount), outSolution);
    },
  });
}
