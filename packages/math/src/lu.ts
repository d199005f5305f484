import type { Arena } from "./arena.ts";
import { checkApart, checkSizes, pointerOf } from "./arena-array.ts";
import { type LinearOutcome, outcomeOf } from "./linear-outcome.ts";

/** Gaussian elimination for square matrices of one size. */
export interface LuFactorization {
  /**
   * P A = L U with partial pivoting. `matrix` `[n, n]` becomes U with L below the diagonal, whose own diagonal is 1;
   * `pivots` `[n]` says which row changed places with row i at step i. `"singular"`: a pivot is not greater than
   * n ε max |A|. Unless `"solved"`, what is left in both is of no use.
   */
  factor(matrix: Float64Array, pivots: Int32Array): LinearOutcome;
  /** right `[n, k]` ← A⁻¹ right, from the factors. */
  solve(factors: Float64Array, pivots: Int32Array, right: Float64Array): LinearOutcome;
  /** right `[n, k]` ← A⁻ᵀ right, from the factors. */
  solveTransposed(factors: Float64Array, pivots: Int32Array, right: Float64Array): LinearOutcome;
  /** log |det A| = Σ_i log |U[i, i]|, from the factors. */
  logDeterminant(factors: Float64Array): number;
  /** The sign of det A, from the factors: 1, -1, or 0. */
  determinantSign(factors: Float64Array, pivots: Int32Array): number;
}

/** max |A|; NaN and infinity where A has such entries. */
function largestMagnitude(matrix: Float64Array): number {
  let largest = 0;
  for (let i = 0; i < matrix.length; i++) largest = Math.max(largest, Math.abs(matrix[i]!));
  return largest;
}

/** Of a smallest pivot; NaN compares with nothing. */
function judge(smallest: number, tiny: number): LinearOutcome {
  if (smallest > tiny) return "solved";
  return smallest <= tiny ? "singular" : "non-finite";
}

/** Each exchange of rows and each negative pivot turns the sign. */
function signOf(size: number, factors: Float64Array, pivots: Int32Array): number {
  let sign = 1;
  for (let i = 0; i < size; i++) sign *= (pivots[i] === i ? 1 : -1) * Math.sign(factors[i * (size + 1)]!);
  return sign;
}

/** Pivots come from the caller, and a kernel would swap rows that do not exist. */
function arePivots(pivots: Int32Array): boolean {
  return pivots.every((chosen, i) => chosen >= i && chosen < pivots.length);
}

/**
 * LU factors, solutions and determinants of `[n, n]` systems, in float64.
 *
 * Throws `math/size` here; `math/not-in-arena`, `math/array-length` and `math/overlap` from the methods. Pivots that no
 * factorization has written give `"singular"`.
 *
 * Source: Golub and Van Loan (2013), "Matrix computations", section 3.4.
 *
 * @param size - n, at least 0
 * @param columnCount - k, right-hand sides that are solved at once
 *
 * @example
 * ```ts
 * import { createArena, lu } from "@worldwise/math";
 *
 * const arena = createArena();
 * const { factor, solve } = lu(arena, 2);
 * const matrix = arena.allocate("float64", 4), pivots = arena.allocate("int32", 2), x = arena.allocate("float64", 2);
 * matrix.set([0, 2, 1, 1]);
 * x.set([4, 3]);
 * console.log(factor(matrix, pivots), solve(matrix, pivots, x), x.join(" ")); // solved solved 1 2
 * ```
 */
export function lu(arena: Arena, size: number, columnCount = 1): LuFactorization {
  checkSizes({ size, columnCount });
  const { logDiagonal, luFactor, luSolve } = arena.kernels;
  const solver = (isTransposed: number) => (factors: Float64Array, pivots: Int32Array, right: Float64Array): LinearOutcome => {
    const matrix = pointerOf(arena, "factors", factors, size * size), rows = pointerOf(arena, "pivots", pivots, size);
    const to = pointerOf(arena, "right", right, size * columnCount);
    checkApart("factors", factors, "right", right);
    checkApart("pivots", pivots, "right", right);
    return arePivots(pivots) ? outcomeOf(luSolve(size, columnCount, isTransposed, matrix, rows, to)) : "singular";
  };
  return Object.freeze({
    factor: (matrix: Float64Array, pivots: Int32Array) => {
      const from = pointerOf(arena, "matrix", matrix, size * size), rows = pointerOf(arena, "pivots", pivots, size);
      checkApart("matrix", matrix, "pivots", pivots);
      const largest = largestMagnitude(matrix);
      if (!Number.isFinite(largest)) return "non-finite";
      const tiny = size * Number.EPSILON * largest;
      return size === 0 ? "solved" : judge(luFactor(size, from, rows, tiny), tiny);
    },
    solve: solver(0),
    solveTransposed: solver(1),
    logDeterminant: (factors: Float64Array) => logDiagonal(size, pointerOf(arena, "factors", factors, size * size)),
    determinantSign: (factors: Float64Array, pivots: Int32Array) => {
      pointerOf(arena, "factors", factors, size * size);
      pointerOf(arena, "pivots", pivots, size);
      return signOf(size, factors, pivots);
    },
  });
}
