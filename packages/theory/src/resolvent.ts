import { lu, type TabularPolicy } from "@worldwise/math";
import { type Mdp, WorldwiseError } from "@worldwise/protocol";
import { checkLength } from "./distribution.ts";
import { policyTransitions } from "./mdp-rows.ts";
import { checkDiscounted, policyProbabilities } from "./model-pair.ts";
import { withScratch } from "./scratch-arena.ts";

/** (I − γ P^π)⁻¹, which turns rewards into values and errors of one step into errors of all. */
export interface Resolvent {
  readonly stateCount: number;
  /** `[N]` (I − γ P^π)⁻¹ right */
  apply(right: Float64Array): Float64Array;
  /** `[N]` (I − γ P^π)⁻ᵀ right */
  applyTransposed(right: Float64Array): Float64Array;
}

/**
 * Factors I − γ P^π once, to solve with it often. Exact up to rounding, for up to a few thousand states: N² doubles, N³/3 steps.
 *
 * Episodes that end leave P^π: its rows sum to at most 1, and ‖(I − γ P^π)⁻¹‖∞ ≤ 1/(1 − γ).
 *
 * @param policy - `[N]` actions, or `[N·M]` probabilities
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-length`.
 */
export function resolvent(mdp: Mdp, policy: TabularPolicy): Resolvent {
  checkDiscounted(mdp);
  const { stateCount } = mdp;
  const matrix = policyTransitions(mdp, policyProbabilities(mdp, policy)).map((entry) => -mdp.discount * entry);
  for (let state = 0; state < stateCount; state++) matrix[state * stateCount + state]! += 1;
  const pivots = factor(matrix, stateCount);
  const solver = (method: "solve" | "solveTransposed") => (right: Float64Array): Float64Array => {
    checkLength("right", right.length, stateCount);
    return solveWith(matrix, pivots, right, method);
  };
  return Object.freeze({ stateCount, apply: solver("solve"), applyTransposed: solver("solveTransposed") });
}

/** Overwrites `matrix` by its factors. */
function factor(matrix: Float64Array, size: number): Int32Array {
  return withScratch(size, 1, (arena) => {
    const [factors, pivots] = [arena.allocate("float64", size * size), arena.allocate("int32", size)];
    factors.set(matrix);
    const outcome = lu(arena, size).factor(factors, pivots);
    if (outcome !== "solved") throw notSolved(outcome);
    matrix.set(factors);
    return pivots.slice();
  });
}

function solveWith(
  matrix: Float64Array, pivots: Int32Array, right: Float64Array, method: "solve" | "solveTransposed",
): Float64Array {
  const size = right.length;
  return withScratch(size, 1, (arena) => {
    const [factors, x] = [arena.allocate("float64", size * size), arena.allocate("float64", size)];
    const rows = arena.allocate("int32", size);
    factors.set(matrix);
    rows.set(pivots);
    x.set(right);
    lu(arena, size)[method](factors, rows, x);
    return x.slice();
  });
}

const notSolved = (outcome: string): WorldwiseError => new WorldwiseError("resolvent-not-solved", {
  expected: "a regular matrix I − γ P^π", got: outcome, todo: "lower the discount, which is 1 to working precision",
});
