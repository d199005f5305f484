import type { TabularPolicy } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import { type BoundChain, boundChain, type VectorBound, vectorBound } from "./bound.ts";
import { pinskerRadius } from "./divergences.ts";
import { optimalValues, policyValues } from "./exact-values.ts";
import { averageOverActions, backupDifference } from "./mdp-rows.ts";
import { checkPair, policyProbabilities } from "./model-pair.ts";
import { policyRowKl, policyRowL1, rowKl, rowL1 } from "./row-distances.ts";
import { policyLossTerms } from "./simulation-lemma.ts";
import { largest, subtract, supNorm } from "./vectors.ts";

/** The chain of the lecture, from what matters to what maximum likelihood sees. */
export type ValueErrorBoundName = "valueAware" | "norms" | "rewardScale" | "likelihood";

/**
 * The effect of model error on the value of a policy: ‖V − V̂‖∞ and its bounds.
 *
 *   valueAware   ‖(r − r̂)^π + γ (P − P̂)^π V‖∞ / (1 − γ)
 *   norms        [‖(r − r̂)^π‖∞ + γ ‖(P − P̂)^π‖∞ ‖V‖∞] / (1 − γ)
 *   rewardScale  [‖(r − r̂)^π‖∞ + γ ‖(P − P̂)^π‖∞ ‖r‖∞/(1 − γ)] / (1 − γ)
 *   likelihood   the same with √(2 max KL(P^π ‖ P̂^π)) for ‖(P − P̂)^π‖∞
 *
 * ‖(P − P̂)^π‖∞ is the largest L1 distance of rows of P^π and P̂^π. The lecture has r̂ = r.
 *
 * @param policy - `[N]` actions, or `[N·M]` probabilities
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-length`.
 */
export function valueErrorBounds(truth: Mdp, model: Mdp, policy: TabularPolicy): BoundChain<ValueErrorBoundName> {
  checkPair(truth, model);
  const probabilities = policyProbabilities(truth, policy);
  const { value } = policyValues(truth, probabilities);
  const step = averageOverActions(probabilities, backupDifference(truth, model, value), truth.stateCount);
  const { discount, stateCount } = truth;
  const rewardError = supNorm(averageOverActions(probabilities, subtract(truth.reward, model.reward), stateCount));
  const rowError = supNorm(policyRowL1(truth, model, probabilities));
  const klRadius = pinskerRadius(supNorm(policyRowKl(truth, model, probabilities)));
  const largestValue = supNorm(truth.reward) / (1 - discount);
  const total = (rowDistance: number, valueScale: number): number =>
    (rewardError + product(discount, rowDistance, valueScale)) / (1 - discount);
  return boundChain(supNorm(subtract(value, policyValues(model, probabilities).value)), {
    valueAware: supNorm(step) / (1 - discount),
    norms: total(rowError, supNorm(value)),
    rewardScale: total(rowError, largestValue),
    likelihood: total(klRadius, largestValue),
  });
}

/** Bounds of the largest loss of a plan. */
export type PolicyLossBoundName = "twoTerms" | "valueAware" | "norms" | "rewardScale" | "likelihood";

/** What planning in a model costs, with its bounds. */
export interface PolicyLossBounds {
  /** In every state: 0 ≤ V* − V^π̂. */
  readonly lower: VectorBound;
  /** In every state: V* − V^π̂ ≤ the two terms of the simulation lemma. */
  readonly upper: VectorBound;
  /** ‖V* − V^π̂‖∞ ≤ … */
  readonly largest: BoundChain<PolicyLossBoundName>;
  /** `[N]` π*, optimal in truth. */
  readonly optimal: Int32Array;
  /** `[N]` π̂, optimal in the model. */
  readonly plan: Int32Array;
}

/**
 * The effect of model error on a plan: π̂ is optimal in the model and run in the truth.
 *
 *   twoTerms     max over states of the vector bound
 *   valueAware   [‖d^π*‖∞ + ‖d^π̂‖∞] / (1 − γ),   d^π = (r − r̂)^π + γ (P − P̂)^π V^π
 *   norms        2 [‖r − r̂‖∞ + γ ‖P − P̂‖∞ max(‖V*‖∞, ‖V^π̂‖∞)] / (1 − γ)
 *   rewardScale  2 [‖r − r̂‖∞ + γ ‖P − P̂‖∞ ‖r‖∞/(1 − γ)] / (1 − γ)
 *   likelihood   the same with √(2 max KL(P ‖ P̂)) for ‖P − P̂‖∞
 *
 * ‖P − P̂‖∞ is the largest L1 distance of rows, over all states and actions.
 *
 * Throws `bad-mdp`.
 */
export function policyLossBounds(truth: Mdp, model: Mdp): PolicyLossBounds {
  checkPair(truth, model);
  const [{ policy: optimal }, { policy: plan }] = [optimalValues(truth), optimalValues(model)];
  const terms = policyLossTerms(truth, model, optimal, plan);
  const { rewardError, rewardScale, rowError, klRadius } = modelScales(truth, model);
  const { discount } = truth;
  const valueScale = Math.max(supNorm(terms.optimalValue), supNorm(terms.planValue));
  const twice = (rowDistance: number, scale: number): number =>
    2 * (rewardError + product(discount, rowDistance, scale)) / (1 - discount);
  return {
    optimal, plan,
    lower: vectorBound("zero", new Float64Array(truth.stateCount), terms.loss),
    upper: vectorBound("twoTerms", terms.loss, terms.twoTerms),
    largest: boundChain(largest(terms.loss), {
      twoTerms: largest(terms.twoTerms),
      valueAware: (supNorm(terms.optimalPolicyStep) + supNorm(terms.modelPolicyStep)) / (1 - discount),
      norms: twice(rowError, valueScale),
      rewardScale: twice(rowError, rewardScale / (1 - discount)),
      likelihood: twice(klRadius, rewardScale / (1 - discount)),
    }),
  };
}

/** The scales that bounds by norms are made of. */
interface ModelScales {
  /** ‖r − r̂‖∞ */
  readonly rewardError: number;
  /** ‖r‖∞ */
  readonly rewardScale: number;
  /** ‖P − P̂‖∞ */
  readonly rowError: number;
  /** √(2 max KL) */
  readonly klRadius: number;
}

function modelScales(truth: Mdp, model: Mdp): ModelScales {
  return {
    rewardError: supNorm(subtract(truth.reward, model.reward)), rewardScale: supNorm(truth.reward),
    rowError: supNorm(rowL1(truth, model)), klRadius: pinskerRadius(supNorm(rowKl(truth, model))),
  };
}

/** γ · distance · scale, 0 where one factor is 0 and another infinite: nothing that is not valued can be lost. */
function product(discount: number, rowDistance: number, scale: number): number {
  return discount === 0 || scale === 0 ? 0 : discount * rowDistance * scale;
}
