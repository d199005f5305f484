import type { Arena } from "./arena.ts";
import { checkSizes, pointerOf } from "./arena-array.ts";
import { type LinearOutcome, outcomeOf } from "./linear-outcome.ts";
import { triangularSolve } from "./triangular-solve.ts";

/** Cholesky's method for symmetric positive definite matrices of one size. */
export interface Cholesky {
  /**
   * A ← L, A = L Lᵀ. Reads the lower triangle; zeros come to stand above the diagonal. `"indefinite"`: A is not positive
   * definite to working precision. Unless `"solved"`, what is left in `matrix` is of no use.
   */
  factor(matrix: Float64Array): LinearOutcome;
  /** right `[n, k]` ← A⁻¹ right, from the factor L. */
  solve(lower: Float64Array, right: Float64Array): LinearOutcome;
  /** log det A = 2 Σ_i log L[i, i] */
  logDeterminant(lower: Float64Array): number;
}

/**
 * Cholesky factor, solutions and log-determinant of `[n, n]` matrices, in float64.
 *
 * Above n = 352 strips of 32 columns are updated by matrix products. Workspace comes from the arena at construction.
 * Throws `math/size` and `math/arena-full` here, `math/not-in-arena` and `math/array-length` from the methods.
 *
 * Source: Golub and Van Loan (2013), "Matrix computations", section 4.2.
 *
 * @param size - n, at least 0
 * @param columnCount - k, right-hand sides that are solved at once
 *
 * @example
 * ```ts
 * import { cholesky, createArena } from "@worldwise/math";
 *
 * const arena = createArena();
 * const { factor, solve } = cholesky(arena, 2);
 * const matrix = arena.allocate("float64", 4), x = arena.allocate("float64", 2);
 * matrix.set([4, 2, 2, 2]);
 * x.set([8, 6]);
 * console.log(factor(matrix), solve(matrix, x), x.join(" ")); // solved solved 1 2
 * ```
 */
export function cholesky(arena: Arena, size: number, columnCount = 1): Cholesky {
  checkSizes({ size, columnCount });
  const { choleskyFactor, choleskyWorkspace, logDiagonal } = arena.kernels;
  const workspace = arena.allocate("uint8", choleskyWorkspace(size)).byteOffset;
  const forward = triangularSolve({ arena, size, triangle: "lower", columnCount });
  const backward = triangularSolve({ arena, size, triangle: "lower", transposed: true, columnCount });
  return Object.freeze({
    factor: (matrix: Float64Array) => outcomeOf(choleskyFactor(size, pointerOf(arena, "matrix", matrix, size * size), workspace)),
    solve: (lower: Float64Array, right: Float64Array) => {
      const outcome = forward(lower, right);
      return outcome === "solved" ? backward(lower, right) : outcome;
    },
    logDeterminant: (lower: Float64Array) => 2 * logDiagonal(size, pointerOf(arena, "lower", lower, size * size)),
  });
}
