import type { Arena } from "@worldwise/math";
import { arenaBytes, createArena, lu } from "@worldwise/math";
import { badOption } from "../check-options.ts";

/** Systems A w = b of one size that need not be symmetric. */
export interface SquareSystem {
  /** `[K, K]` A, to be written before each solution; kept. */
  readonly matrix: Float64Array;
  /** `[K]` b; kept. */
  readonly right: Float64Array;
  /**
   * Writes w. Where A is singular to rounding, 1e-10 of its greatest diagonal entry is added to the diagonal, and a hundred times
   * as much at each further attempt. False where that does not help: entries that are not finite.
   */
  solve(outWeights: Float64Array): boolean;
}

const sizeLimit = 8192;

/** Room for a system of K equations: 16 K² bytes. Throws `bad-options` above 8,192. */
export function squareSystem(size: number): SquareSystem {
  if (size > sizeLimit) throw badOption("features", `at most ${sizeLimit} weights in a system of equations`, size);
  const arena: Arena = createArena({ bytes: arenaBytes("float64", size * size) + 4 * arenaBytes("float64", size) + (1 << 16) });
  const [factors, solution] = [arena.allocate("float64", size * size), arena.allocate("float64", size)];
  const pivots = arena.allocate("int32", size);
  const solver = lu(arena, size);
  const [matrix, right] = [new Float64Array(size * size), new Float64Array(size)];
  return {
    matrix, right,
    solve(outWeights) {
      let added = 0;
      for (let attempt = 0; attempt < 6; attempt++) {
        factors.set(matrix);
        for (let i = 0; i < size; i++) factors[i * size + i]! += added;
        solution.set(right);
        const isSolved = solver.factor(factors, pivots) === "solved" && solver.solve(factors, pivots, solution) === "solved";
        if (isSolved && solution.every(Number.isFinite)) {
          outWeights.set(solution);
          return true;
        }
        added = 10 ** (2 * attempt - 10) * (greatestDiagonal(matrix, size) || 1);
      }
      return false;
    },
  };
}

function greatestDiagonal(matrix: Float64Array, size: number): number {
  let greatest = 0;
  for (let i = 0; i < size; i++) greatest = Math.max(greatest, Math.abs(matrix[i * size + i]!));
  return greatest;
}
