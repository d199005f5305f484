import type { Arena } from "./arena.ts";
import { checkApart, checkSizes, pointerOf } from "./arena-array.ts";
import { type LinearOutcome, outcomeOf } from "./linear-outcome.ts";

/**
 * A = Σ_k λ_k v_k v_kᵀ.
 *
 * @param matrix - `[n, n]` A, symmetric (nothing checks it), destroyed
 * @param outValue - `[n]` λ, ascending, overwritten
 * @param outVector - `[n, n]` row k is v_k, of length 1, overwritten; its sign is arbitrary, but the same everywhere
 * @returns `"non-finite"` where A is; the outputs are then of no use
 */
export type SymmetricEigen = (matrix: Float64Array, outValue: Float64Array, outVector: Float64Array) => LinearOutcome;

/**
 * Eigenvalues and orthonormal eigenvectors of symmetric `[n, n]` matrices, in float64.
 *
 * Errors of eigenvalues are a small multiple of ε ‖A‖. Workspace comes from the arena at construction. Throws `math/size` and
 * `math/arena-full` here; `math/not-in-arena`, `math/array-length` and `math/overlap` from the function.
 *
 * Source: Golub and Van Loan (2013), "Matrix computations", section 8.3: tridiagonalization, then implicit QL steps (Dubrulle,
 * Martin and Wilkinson 1968).
 *
 * @example
 * ```ts
 * import { createArena, symmetricEigen } from "@worldwise/math";
 *
 * const arena = createArena();
 * const matrix = arena.allocate("float64", 4), value = arena.allocate("float64", 2), vector = arena.allocate("float64", 4);
 * matrix.set([2, 1, 1, 2]);
 * console.log(symmetricEigen(arena, 2)(matrix, value, vector)); // solved
 * console.log(Array.from(value, (x) => x.toFixed(3)).join(" ")); // 1.000 3.000
 * ```
 */
export function symmetricEigen(arena: Arena, size: number): SymmetricEigen {
  checkSizes({ size });
  const workspace = arena.allocate("float64", 3 * size).byteOffset;
  return (matrix, outValue, outVector) => {
    const from = pointerOf(arena, "matrix", matrix, size * size);
    const values = pointerOf(arena, "outValue", outValue, size), vectors = pointerOf(arena, "outVector", outVector, size * size);
    checkApart("matrix", matrix, "outValue", outValue);
    checkApart("matrix", matrix, "outVector", outVector);
    checkApart("outValue", outValue, "outVector", outVector);
    if (!matrix.every(Number.isFinite)) return "non-finite";
    return outcomeOf(arena.kernels.symmetricEigen(size, from, values, vectors, workspace));
  };
}
