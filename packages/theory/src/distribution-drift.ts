import type { TabularPolicy } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import { type BoundChain, boundChain } from "./bound.ts";
import { l1Unchecked, pinskerRadius } from "./divergences.ts";
import { checkPair, policyProbabilities } from "./model-pair.ts";
import { occupancy, stateDistributions } from "./occupancy.ts";
import { policyRowKl, policyRowL1 } from "./row-distances.ts";
import { supNorm, weightedSum } from "./vectors.ts";

/** What a rollout of k steps is bounded by. */
export type DriftBoundName = "visited" | "worst" | "likelihood";

/**
 * How far the states that a model imagines drift from those that are seen, for k = 0 … horizon.
 *
 *   left      ‖ρ (P^π)ᵏ − ρ (P̂^π)ᵏ‖₁
 *   visited   Σ_i\<k Σ_x (ρ (P^π)ⁱ)(x) ‖(P − P̂)^π‖₁(x): errors where the truth goes
 *   worst     k max ‖(P − P̂)^π‖₁
 *   likelihood  k √(2 max KL(P^π ‖ P̂^π))
 *
 * The end of the episode is a state like others; nothing changes in it.
 *
 * @param policy - `[N]` actions, or `[N·M]` probabilities
 * @param horizon - a whole number of at least 0
 * @param start - `[N]` ρ. Default: the start distribution of the truth
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-distribution`, `bad-length`.
 */
export function distributionDrift(
  truth: Mdp, model: Mdp, policy: TabularPolicy, horizon: number, start: Float64Array = truth.initial,
): readonly BoundChain<DriftBoundName>[] {
  checkPair(truth, model);
  const probabilities = policyProbabilities(truth, policy);
  const seen = stateDistributions(truth, probabilities, horizon, start);
  const imagined = stateDistributions(model, probabilities, horizon, start);
  const l1 = policyRowL1(truth, model, probabilities);
  const [worst, klRadius] = [supNorm(l1), pinskerRadius(supNorm(policyRowKl(truth, model, probabilities)))];
  let visited = 0;
  return seen.map((distribution, k) => {
    const chain = boundChain(l1Unchecked(distribution, imagined[k]!), {
      visited, worst: k * worst, likelihood: k === 0 ? 0 : k * klRadius,
    });
    visited += weightedSum(distribution.subarray(0, truth.stateCount), l1);
    return chain;
  });
}

/**
 * The same for the discounted occupancy of states.
 *
 *   ‖ρ_γ − ρ̂_γ‖₁ ≤ γ/(1−γ) Σ_x ρ_γ(x) ‖(P − P̂)^π‖₁(x) ≤ γ/(1−γ) max ‖(P − P̂)^π‖₁ ≤ γ/(1−γ) √(2 max KL(P^π ‖ P̂^π))
 *
 * It follows from ρ_γ − ρ̂_γ = γ ρ_γ (P − P̂)^π (I − γ P̂^π)⁻¹.
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-distribution`, `bad-length`.
 */
export function occupancyDrift(
  truth: Mdp, model: Mdp, policy: TabularPolicy, start: Float64Array = truth.initial,
): BoundChain<DriftBoundName> {
  checkPair(truth, model);
  const probabilities = policyProbabilities(truth, policy);
  const [seen, imagined] = [occupancy(truth, probabilities, start), occupancy(model, probabilities, start)];
  const l1 = policyRowL1(truth, model, probabilities);
  const scale = truth.discount / (1 - truth.discount);
  const times = (distance: number): number => scale === 0 ? 0 : scale * distance;
  return boundChain(l1Unchecked(seen.state, imagined.state), {
    visited: times(weightedSum(seen.state, l1)), worst: times(supNorm(l1)),
    likelihood: times(pinskerRadius(supNorm(policyRowKl(truth, model, probabilities)))),
  });
}
