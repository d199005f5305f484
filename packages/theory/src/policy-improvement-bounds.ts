import type { TabularPolicy } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import { type BoundChain, boundChain } from "./bound.ts";
import { klUnchecked, l1Unchecked } from "./divergences.ts";
import { policyValues } from "./exact-values.ts";
import { checkDiscounted, policyProbabilities } from "./model-pair.ts";
import { occupancy } from "./occupancy.ts";
import { averageOverActions } from "./mdp-rows.ts";
import type { RowDistance } from "./row-distances.ts";
import { largest, supNorm, weightedSum } from "./vectors.ts";

/** What a new policy gains, and what can be said of it from where the old one goes. */
export interface PolicyImprovementBounds {
  /** J(π') − J(π) */
  readonly improvement: number;
  /** Σ_x d_π'(x) Σ_a π'(a|x) A^π(x, a), which is the improvement: the performance difference lemma. */
  readonly performanceDifference: number;
  /** L = Σ_x d_π(x) Σ_a π'(a|x) A^π(x, a), where d_π = ρᵀ (I − γ P^π)⁻¹ is not normalized. */
  readonly surrogate: number;
  /** −improvement ≤ −(L − penalty): both sides with their signs turned, so that left ≤ right as everywhere. */
  readonly lower: BoundChain<"totalVariation" | "kl">;
  /** α, the largest ½‖π(·|x) − π'(·|x)‖₁. */
  readonly policyDistance: number;
  /** ε = max |A^π| */
  readonly advantageScale: number;
}

/**
 * The lower bound behind trust regions.
 *
 *   totalVariation  J(π') − J(π) ≥ L − 4 γ ε α² / (1 − γ)²,   α = max_x ½‖π − π'‖₁, ε = max |A^π|
 *   kl              the same with ½ max_x KL(π ‖ π') for α²
 *
 * @param policy - π, `[N]` actions, or `[N·M]` probabilities
 * @param nextPolicy - π'
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-length`.
 *
 * Source: Schulman, Levine, Abbeel, Jordan and Moritz (2015), ICML, theorem 1; Kakade and Langford (2002), ICML, lemma 6.1.
 * Differs: α² ≤ KL/2 by Pinsker, where the paper has α² ≤ KL.
 */
export function policyImprovementBounds(mdp: Mdp, policy: TabularPolicy, nextPolicy: TabularPolicy): PolicyImprovementBounds {
  checkDiscounted(mdp);
  const [now, next] = [policyProbabilities(mdp, policy), policyProbabilities(mdp, nextPolicy)];
  const { value, actionValue, startValue } = policyValues(mdp, now);
  const advantage = actionValue.map((entry, row) => entry - value[Math.floor(row / mdp.actionCount)]!);
  const gain = averageOverActions(next, advantage, mdp.stateCount);
  const over = (visited: Float64Array): number => weightedSum(occupancy(mdp, visited).state, gain) / (1 - mdp.discount);
  const improvement = policyValues(mdp, next).startValue - startValue;
  const [surrogate, advantageScale] = [over(now), supNorm(advantage)];
  const policyDistance = largestOverStates(mdp, now, next, l1Unchecked) / 2;
  const penalty = (squaredDistance: number): number => mdp.discount === 0 || advantageScale === 0 ? 0
    : 4 * mdp.discount * advantageScale * squaredDistance / (1 - mdp.discount) ** 2;
  return {
    improvement, performanceDifference: over(next), surrogate, policyDistance, advantageScale,
    lower: boundChain(-improvement, {
      totalVariation: penalty(policyDistance ** 2) - surrogate,
      kl: penalty(largestOverStates(mdp, now, next, klUnchecked) / 2) - surrogate,
    }),
  };
}

function largestOverStates(
  { stateCount, actionCount }: Mdp, policy: Float64Array, nextPolicy: Float64Array, distance: RowDistance,
): number {
  return largest(Array.from({ length: stateCount }, (_, state) => {
    const [start, end] = [state * actionCount, (state + 1) * actionCount];
    return distance(policy.subarray(start, end), nextPolicy.subarray(start, end));
  }));
}
