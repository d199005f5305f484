import type { PolicyFacts } from "./exact-evaluation.ts";

/** What the old policy's facts promise of a new policy. */
export interface ImprovementBound {
  /** L = Σ_x d(x) Σ_a π'(a|x) (Q(x,a) − V(x)), in units of the return. */
  readonly surrogate: number;
  /** α = max_x ½ Σ_a |π'(a|x) − π(a|x)|, in [0, 1]. */
  readonly distance: number;
  /** E KL(π‖π') under d, normalized to sum to 1. */
  readonly divergence: number;
  /** J(π') − J(π) is at least this. −∞ at γ = 1 unless π' = π. */
  readonly lowerBound: number;
}

/**
 * The monotonic improvement bound of trust region methods.
 *
 *   J(π') − J(π) ≥ L − 4 γ ε α² / (1 − γ)²,   ε = max_\{x,a\} |Q(x,a) − V(x)|
 *
 * Source: Schulman, Levine, Moritz, Jordan and Abbeel (2015), Trust region policy optimization, theorem 1.
 *
 * @param facts - of the old policy
 * @param probability - `[N, M]` π'
 */
export function improvementBound(facts: PolicyFacts, probability: Float64Array, discount: number): ImprovementBound {
  const { visits, value, actionValue } = facts;
  const actionCount = probability.length / value.length;
  let [surrogate, distance, divergence, horizon, largest] = [0, 0, 0, 0, 0];
  for (let x = 0; x < value.length; x++) {
    let [gain, change, divergenceHere] = [0, 0, 0];
    for (let row = x * actionCount; row < (x + 1) * actionCount; row++) {
      const [before, after, advantage] = [facts.probability[row]!, probability[row]!, actionValue[row]! - value[x]!];
      gain += after * advantage;
      change += Math.abs(after - before) / 2;
      if (before > 0) divergenceHere += before * Math.log(before / after);
      largest = Math.max(largest, Math.abs(advantage));
    }
    surrogate += visits[x]! * gain;
    if (visits[x]! > 0) divergence += visits[x]! * divergenceHere;
    horizon += visits[x]!;
    distance = Math.max(distance, change);
  }
  const change = 4 * discount * largest * distance ** 2;
  const penalty = change === 0 ? 0 : change / (1 - discount) ** 2;
  return { surrogate, distance, divergence: divergence / horizon, lowerBound: surrogate - penalty };
}
