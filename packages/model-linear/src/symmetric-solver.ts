import type { Arena, LinearOutcome } from "@worldwise/math";
import { arenaBytes, cholesky, createArena, symmetricEigen } from "@worldwise/math";

/** How a least-squares system was solved. `"deficient"`: some features say the same, and the solution of least norm was taken. */
export type SymmetricOutcome = "solved" | "deficient" | "non-finite";

/** X ← (A + λI)⁺ B. Reads `matrix` `[K, K]`, symmetric and not negative, and `right` `[K, C]`; overwrites outSolution `[K, C]`. */
export type SymmetricSolver = (
  matrix: Float64Array, ridge: number, right: Float64Array, outSolution: Float64Array,
) => SymmetricOutcome;

/**
 * Solves the normal equations of least squares, whatever their rank.
 *
 * By Cholesky's factor; where there is none, by eigenvectors, leaving out those whose eigenvalue is at most K ε of the largest.
 * Features that never occurred get weights of 0. With "non-finite" outSolution stays as it was. Arrays may be anywhere.
 */
export function symmetricSolver(size: number, columnCount: number): SymmetricSolver {
  const arena = createArena({ bytes: 4 * arenaBytes("float64", size * (size + columnCount + 4)) + (1 << 20) });
  const matrix = arena.allocate("float64", size * size);
  const columns = arena.allocate("float64", size * columnCount);
  const { factor, solve } = cholesky(arena, size, columnCount);
  const pseudo = leastNorm(arena, size, columnCount);
  const load = (source: Float64Array, ridge: number): void => {
    matrix.set(source);
    for (let k = 0; k < size; k++) matrix[k * size + k]! += ridge;
  };
  return (source, ridge, right, outSolution) => {
    if (!source.every(Number.isFinite) || !right.every(Number.isFinite)) return "non-finite";
    load(source, ridge);
    columns.set(right);
    if (factor(matrix) === "solved" && solve(matrix, columns) === "solved" && columns.every(Number.isFinite)) {
      outSolution.set(columns);
      return "solved";
    }
    load(source, ridge);
    return pseudo(matrix, right, outSolution) === "solved" ? "deficient" : "non-finite";
  };
}

type LeastNorm = (matrix: Float64Array, right: Float64Array, outSolution: Float64Array) => LinearOutcome;

/** Σ_k v_k (v_kᵀ b) / λ_k over the eigenvalues that are not 0 to working precision. */
function leastNorm(arena: Arena, size: number, columnCount: number): LeastNorm {
  const [value, vector] = [arena.allocate("float64", size), arena.allocate("float64", size * size)];
  const eigen = symmetricEigen(arena, size);
  return (matrix, right, outSolution) => {
    const outcome = eigen(matrix, value, vector);
    if (outcome !== "solved") return outcome;
    const tiny = size * Number.EPSILON * value[size - 1]!;
    outSolution.fill(0);
    for (let k = 0; k < size; k++) {
      if (value[k]! <= tiny) continue;
      const direction = vector.subarray(k * size, (k + 1) * size);
      for (let c = 0; c < columnCount; c++) addAlong(direction, value[k]!, right, columnCount, c, outSolution);
    }
    return "solved";
  };
}

function addAlong(
  direction: Float64Array, eigenvalue: number, right: Float64Array, columnCount: number, c: number, outSolution: Float64Array,
): void {
  let along = 0;
  for (let i = 0; i < direction.length; i++) along += direction[i]! * right[i * columnCount + c]!;
  for (let i = 0; i < direction.length; i++) outSolution[i * columnCount + c]! += direction[i]! * along / eigenvalue;
}
