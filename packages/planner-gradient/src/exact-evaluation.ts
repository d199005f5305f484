import type { Arena, LuFactorization } from "@worldwise/math";
import { arenaBytes, createArena, lu } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";

/** What is known exactly of one policy in one MDP. N states, M actions. */
export type PolicyFacts = {
  /** `[N, M]` π(a|x) */
  probability: Float64Array;
  /** `[N]` V^π */
  value: Float64Array;
  /** `[N, M]` Q^π */
  actionValue: Float64Array;
  /**
   * `[N]` d(x) = Σ_t γ^t P(x_t = x): expected discounted visits. They sum to 1/(1−γ) where no episode ends, so that
   * ρ_γ = (1 − γ) d; to less where some do.
   */
  visits: Float64Array;
};

/** How an evaluation ended. Unless `solved`, nothing was written. */
export type EvaluationOutcome = "solved" | "singular" | "non-finite";

/** Evaluates the policy `facts.probability` and overwrites the other facts. */
export type ExactEvaluation = (mdp: Mdp, facts: PolicyFacts) => EvaluationOutcome;

interface System {
  readonly solver: LuFactorization;
  readonly matrix: Float64Array;
  readonly pivots: Int32Array;
  readonly value: Float64Array;
  readonly visits: Float64Array;
}

/**
 * Value and visits of a policy from one factorization.
 *
 *   V = (I − γ P^π)⁻¹ r^π,   d = (I − γ P^π)⁻ᵀ ρ,   Q = r + γ P V
 *
 * ρ is the start distribution of the MDP. Transitions that terminate lead nowhere. `singular`: γ = 1 and a policy that may never
 * end; `non-finite`: rewards or probabilities that are not numbers. Keeps N² doubles, made at the first call.
 */
export function exactEvaluation(stateCount: number): ExactEvaluation {
  let system: System | undefined;
  return (mdp, facts) => {
    system ??= systemOf(stateCount);
    const { solver, matrix, pivots, value, visits } = system;
    assemble(mdp, facts.probability, system);
    const factored = solver.factor(matrix, pivots);
    if (factored !== "solved") return factored === "singular" ? "singular" : "non-finite";
    solver.solve(matrix, pivots, value);
    solver.solveTransposed(matrix, pivots, visits);
    if (!value.every(Number.isFinite) || !visits.every(Number.isFinite)) return "non-finite";
    facts.value.set(value);
    facts.visits.set(visits);
    for (let row = 0; row < facts.actionValue.length; row++) facts.actionValue[row] = rowBackup(mdp, row, value);
    return "solved";
  };
}

function systemOf(stateCount: number): System {
  const arena: Arena = createArena({
    bytes: arenaBytes("float64", stateCount ** 2) + 2 * arenaBytes("float64", stateCount) + arenaBytes("int32", stateCount),
  });
  return {
    solver: lu(arena, stateCount), matrix: arena.allocate("float64", stateCount * stateCount),
    pivots: arena.allocate("int32", stateCount),
    value: arena.allocate("float64", stateCount), visits: arena.allocate("float64", stateCount),
  };
}

/** matrix ← I − γ P^π, value ← r^π, visits ← ρ */
function assemble(mdp: Mdp, probability: Float64Array, { matrix, value, visits }: System): void {
  const { stateCount, actionCount } = mdp;
  matrix.fill(0);
  visits.set(mdp.initial);
  for (let x = 0; x < stateCount; x++) {
    matrix[x * stateCount + x] = 1;
    value[x] = 0;
    for (let a = 0; a < actionCount; a++) {
      const row = x * actionCount + a;
      value[x]! += probability[row]! * mdp.reward[row]!;
      subtractRow(mdp, row, probability[row]!, matrix, x * stateCount);
    }
  }
}

/** matrix[x, ·] −= γ π(a|x) P(·|x,a) */
function subtractRow(
  { rowStart, rowEnd, successor, probability, terminated, discount }: Mdp, row: number, weight: number,
  matrix: Float64Array, from: number,
): void {
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) {
    if (terminated[k] === 0) matrix[from + successor[k]!]! -= discount * weight * probability[k]!;
  }
}

/** r(x,a) + γ Σ_y P(y|x,a) V(y) */
function rowBackup(mdp: Mdp, row: number, value: Float64Array): number {
  const { rowStart, rowEnd, successor, probability, terminated, reward, discount } = mdp;
  let next = 0;
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) {
    if (terminated[k] === 0) next += probability[k]! * value[successor[k]!]!;
  }
  return reward[row]! + discount * next;
}

/** J(π) = Σ_x ρ(x) V(x), ρ the start distribution. */
export function performance({ initial }: Mdp, { value }: Pick<PolicyFacts, "value">): number {
  let total = 0;
  for (let x = 0; x < value.length; x++) total += initial[x]! * value[x]!;
  return total;
}

/** H = Σ_x d(x): expected discounted length of an episode, 1/(1−γ) where none ends. */
export function effectiveHorizon({ visits }: Pick<PolicyFacts, "visits">): number {
  let total = 0;
  for (let x = 0; x < visits.length; x++) total += visits[x]!;
  return total;
}
