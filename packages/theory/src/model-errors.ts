import type { TabularPolicy } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import { policyValues } from "./exact-values.ts";
import { valueAwareErrors } from "./likelihood-bounds.ts";
import { outcomeDistribution } from "./mdp-rows.ts";
import { checkPair, policyProbabilities } from "./model-pair.ts";
import { occupancy } from "./occupancy.ts";
import { checkScore, gradientByState, type PolicyScore, softmaxScore } from "./policy-gradient.ts";
import { resolvent } from "./resolvent.ts";
import { rowDistances, rowKl, rowL1 } from "./row-distances.ts";
import { type GroundDistance, wassersteinUnchecked } from "./wasserstein.ts";

/** Errors of a model, one for each pair (x, a). All `[N·M]`. */
export interface PairErrors {
  /** KL(P ‖ P̂), in nats; infinite where the model excludes what happens. */
  readonly kl: Float64Array;
  /** ‖P − P̂‖₁ */
  readonly l1: Float64Array;
  /** W₁(P, P̂), where a distance of outcomes is given. */
  readonly wasserstein?: Float64Array;
  /** |(P − P̂) V| */
  readonly valueAware: Float64Array;
  /** |(P − P̂) V|² */
  readonly squaredValueAware: Float64Array;
  /** |r − r̂| */
  readonly reward: Float64Array;
}

/**
 * What a model gets wrong, pair by pair. Transitions are compared as distributions over N + 1 outcomes, the last one being the
 * end of the episode, which is worth 0.
 *
 * @param value - `[N]` V
 * @param distance - of outcome to outcome, 0 … N, where N is the end; without it there are no Wasserstein distances
 *
 * Throws `bad-mdp`.
 */
export function pairErrors(truth: Mdp, model: Mdp, value: Float64Array, distance?: GroundDistance): PairErrors {
  checkPair(truth, model);
  const valueAware = valueAwareErrors(truth, model, value).map(Math.abs);
  return {
    kl: rowKl(truth, model), l1: rowL1(truth, model),
    ...(distance && { wasserstein: rowDistances(truth, model, (p, q) => wassersteinUnchecked(distance, p, q)) }),
    valueAware, squaredValueAware: valueAware.map((error) => error * error),
    reward: truth.reward.map((reward, row) => Math.abs(reward - model.reward[row]!)),
  };
}

/**
 * The share of each pair in the error of the policy gradient, with the critic of the truth: ‖share(x, a)‖₂.
 *
 *   ∇J − ∇Ĵ = Σ_(x, a) share(x, a)
 *   share(x, a) = γ/(1−γ) ρ_γ(x) π(a|x) (P − P̂)(·|x, a) · H,   H = (I − γ P̂^π)⁻¹ h,   h(y) = Σ_b π(b|y) ∇log π(b|y) Q(y, b)
 *
 * Both worlds start where the truth starts. The shares add up as vectors, so that their norms sum to at least the error.
 * O(N² M D) time and N D numbers, with D parameters.
 *
 * @param policy - `[N·M]` probabilities
 * @param score - default: that of softmax preferences in a table
 * @returns `[N·M]` norms, and `[D]` their sum as vectors
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-length`, `bad-number`.
 */
export function gradientErrorShares(
  truth: Mdp, model: Mdp, policy: TabularPolicy, score?: PolicyScore,
): { readonly norm: Float64Array; readonly total: Float64Array } {
  checkPair(truth, model);
  const probabilities = policyProbabilities(truth, policy);
  const used = score ?? softmaxScore(probabilities, truth.actionCount);
  checkScore(truth, used);
  const influence = gradientInfluence(truth, model, probabilities, used);
  const { pair } = occupancy(truth, probabilities);
  const total = new Float64Array(used.parameterCount);
  const norm = pair.map((mass, row) => {
    const share = shareOf(truth, model, row, influence, mass * truth.discount / (1 - truth.discount));
    share.forEach((entry, d) => total[d]! += entry);
    return Math.sqrt(share.reduce((sum, entry) => sum + entry * entry, 0));
  });
  return { norm, total };
}

/** `[N, D]` H: what being in y instead of nowhere adds to the model's gradient. */
function gradientInfluence(truth: Mdp, model: Mdp, probabilities: Float64Array, score: PolicyScore): Float64Array {
  const { stateCount } = truth;
  const { parameterCount } = score;
  const integrand = gradientByState(probabilities, policyValues(truth, probabilities).actionValue, score, stateCount);
  const solve = resolvent(model, probabilities);
  const influence = new Float64Array(integrand.length);
  for (let d = 0; d < parameterCount; d++) {
    const column = Float64Array.from({ length: stateCount }, (_, y) => integrand[y * parameterCount + d]!);
    solve.apply(column).forEach((entry, y) => {
      influence[y * parameterCount + d] = entry;
    });
  }
  return influence;
}

function shareOf(truth: Mdp, model: Mdp, row: number, influence: Float64Array, factor: number): Float64Array {
  const { stateCount } = truth;
  const share = new Float64Array(influence.length / stateCount);
  if (factor === 0) return share;
  const [p, q] = [new Float64Array(stateCount + 1), new Float64Array(stateCount + 1)];
  outcomeDistribution(truth, row, p);
  outcomeDistribution(model, row, q);
  for (let y = 0; y < stateCount; y++) {
    const weight = factor * (p[y]! - q[y]!);
    if (weight === 0) continue;
    for (let d = 0; d < share.length; d++) share[d] = share[d]! + weight * influence[y * share.length + d]!;
  }
  return share;
}
