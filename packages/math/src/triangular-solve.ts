import type { Arena } from "./arena.ts";
import { checkApart, checkSizes, pointerOf } from "./arena-array.ts";
import { type LinearOutcome, outcomeOf } from "./linear-outcome.ts";

/** Which triangle is read, and how. */
export interface TriangularSolveOptions {
  readonly arena: Arena;
  /** n */
  readonly size: number;
  readonly triangle: "lower" | "upper";
  /** Solve with Tᵀ. Default false. */
  readonly transposed?: boolean;
  /** Take the diagonal as ones, whatever is there. Default false. */
  readonly unitDiagonal?: boolean;
  /** k, systems that are solved at once. Default 1. */
  readonly columnCount?: number;
}

/** Solves for all columns of `right`, in place. */
export type TriangularSolve = (matrix: Float64Array, right: Float64Array) => LinearOutcome;

// The flags of assembly/triangular-solve.ts.
const UPPER = 1, TRANSPOSED = 2, UNIT_DIAGONAL = 4;

/**
 * Substitution: X ← T⁻¹ X, or T⁻ᵀ X.
 *
 * The solver takes the matrix `[n, n]`, of which one triangle is read, and the right-hand sides `[n, k]`, which become X.
 * `"singular"` (a zero on the diagonal) leaves them as they were; `"non-finite"` leaves in them what came out.
 * Throws `math/not-in-arena`, `math/array-length` and `math/overlap`.
 *
 * @example
 * ```ts
 * import { createArena, triangularSolve } from "@worldwise/math";
 *
 * const arena = createArena();
 * const matrix = arena.allocate("float64", 4), x = arena.allocate("float64", 2);
 * matrix.set([2, 0, 1, 4]);
 * x.set([2, 9]);
 * console.log(triangularSolve({ arena, size: 2, triangle: "lower" })(matrix, x), x.join(" ")); // solved 1 2
 * ```
 */
export function triangularSolve(options: TriangularSolveOptions): TriangularSolve {
  const { arena, size, triangle, transposed = false, unitDiagonal = false, columnCount = 1 } = options;
  checkSizes({ size, columnCount });
  const flags = (triangle === "upper" ? UPPER : 0) | (transposed ? TRANSPOSED : 0) | (unitDiagonal ? UNIT_DIAGONAL : 0);
  return (matrix, right) => {
    const from = pointerOf(arena, "matrix", matrix, size * size), to = pointerOf(arena, "right", right, size * columnCount);
    checkApart("matrix", matrix, "right", right);
    return outcomeOf(arena.kernels.triangularSolve(size, columnCount, flags, from, to));
  };
}
