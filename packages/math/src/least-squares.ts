import type { Arena } from "./arena.ts";
import { checkApart, pointerOf } from "./arena-array.ts";
import type { LinearOutcome } from "./linear-outcome.ts";
import { qr } from "./qr.ts";
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
  const { factor, multiplyTransposed } = qr({ arena, rowCount, columnCount, rightCount });
  const factors = arena.allocate("float64", columnCount);
  const substitute = triangularSolve({ arena, size: columnCount, triangle: "upper", columnCount: rightCount });
  return Object.freeze({
    solve: (matrix: Float64Array, right: Float64Array, outSolution: Float64Array) => {
      pointerOf(arena, "matrix", matrix, rowCount * columnCount);
      pointerOf(arena, "right", right, rowCount * rightCount);
      pointerOf(arena, "outSolution", outSolution, columnCount * rightCount);
      checkApart("matrix", matrix, "right", right);
      checkApart("matrix", matrix, "outSolution", outSolution);
      checkApart("right", right, "outSolution", outSolution);
      const outcome = factor(matrix, factors);
      if (outcome !== "solved") return outcome;
      multiplyTransposed(matrix, factors, right);
      outSolution.set(right.subarray(0, columnCount * rightCount));
      return substitute(matrix.subarray(0, columnCount * columnCount), outSolution);
    },
  });
}
