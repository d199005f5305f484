import type { TabularPolicy } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import { checkDistribution, checkFinite, checkLength } from "./distribution.ts";
import { distributionDrift } from "./distribution-drift.ts";
import { policyValues } from "./exact-values.ts";
import { gradientErrorShares, type PairErrors, pairErrors } from "./model-errors.ts";
import { checkPair, policyProbabilities } from "./model-pair.ts";
import { occupancy } from "./occupancy.ts";
import { policyGradient } from "./policy-gradient.ts";
import { vectorNorm, withStart } from "./policy-gradient-bounds.ts";
import type { GroundDistance } from "./wasserstein.ts";
import { largest, subtract, supNorm, weightedSum } from "./vectors.ts";

/** A measure of single pairs, summarized. */
export interface ErrorSummary {
  /** Expected over the weight. */
  readonly mean: number;
  /** The largest among pairs that have weight. */
  readonly largest: number;
  /** The largest of all pairs. */
  readonly largestAnywhere: number;
}

/** Of every measure of pairs, its summary. */
export type ErrorSummaries = { readonly [Measure in keyof PairErrors]: ErrorSummary };

/** The error of the policy gradient. */
export interface GradientErrors {
  /** ‖∇J − ∇Ĵ‖₂ with one critic for both, that of the truth. */
  readonly fixedCritic: number;
  /** ‖∇J − ∇Ĵ‖₂ where the model has its own critic; its square is PAML's loss. */
  readonly ownCritic: number;
  /** ‖∇J‖₂, to compare with; where it is 0 every model may look right. */
  readonly norm: number;
  /** `[N·M]` norms of the shares that pairs have in the first. */
  readonly pair: Float64Array;
}

/** What a model gets wrong, in all the measures that model learning minimizes or is judged by. */
export interface ModelErrorReport {
  /** `[N·M]` each */
  readonly pair: PairErrors;
  /** Each of `pair`, over the weight. */
  readonly summary: ErrorSummaries;
  readonly gradient?: GradientErrors;
  /** ‖V^π − V̂^π‖∞ */
  readonly valueError: number;
  /** J − Ĵ: what the model promises too little. */
  readonly startError: number;
  /** `[horizon + 1]` ‖ρ Pᵏ − ρ P̂ᵏ‖₁ of the policy. */
  readonly drift: Float64Array;
  /** `[N·M]` the distribution over pairs that was used. */
  readonly weight: Float64Array;
}

/** What to report. */
export interface ModelErrorOptions {
  /** `[N·M]` A distribution over pairs. Default: the discounted occupancy of the policy in the truth, until episodes end. */
  readonly weight?: Float64Array;
  /** Of outcome to outcome, 0 … N, N being the end of the episode. Default: none, and no Wasserstein distances. */
  readonly distance?: GroundDistance;
  /** Steps of the drift, a whole number of at least 0. Default 10. */
  readonly horizon?: number;
  /** Whether to take gradients, for softmax preferences in a table: O(N³ M²) steps, (N M)² numbers. Default true. */
  readonly gradient?: boolean;
}

/**
 * Measures a model against the truth.
 *
 * Of KL, L1, W₁ and the value-aware errors it gives one number for each pair, their expectation and their largest; of the policy
 * gradient, the values and the state distributions it gives what the single errors add up to. Pairs of weight 0 do not enter
 * means, even where KL is infinite.
 *
 * @param value - `[N]` V that the value-aware errors are about, e.g. that of the policy or of the planner
 * @param policy - `[N]` actions, or `[N·M]` probabilities
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-distribution`, `bad-length`, `bad-number`.
 */
export function modelErrorReport(
  truth: Mdp, model: Mdp, value: Float64Array, policy: TabularPolicy, options: ModelErrorOptions = {},
): ModelErrorReport {
  checkPair(truth, model);
  checkLength("value", value.length, truth.stateCount);
  checkFinite("value", value);
  const probabilities = policyProbabilities(truth, policy);
  const { weight = visitedPairs(truth, probabilities), distance, horizon = 10, gradient = true } = options;
  checkLength("weight", weight.length, truth.reward.length);
  checkDistribution("weight", weight);
  const pair = pairErrors(truth, model, value, distance);
  const [inTruth, inModel] = [policyValues(truth, probabilities), policyValues(withStart(model, truth), probabilities)];
  return {
    pair, summary: summaries(pair, weight), weight,
    ...(gradient && { gradient: gradientErrors(truth, model, probabilities) }),
    valueError: supNorm(subtract(inTruth.value, inModel.value)), startError: inTruth.startValue - inModel.startValue,
    drift: Float64Array.from(distributionDrift(truth, model, probabilities, horizon), ({ worst }) => worst.left),
  };
}

function summaries({ wasserstein, ...pair }: PairErrors, weight: Float64Array): ErrorSummaries {
  const of = (errors: Float64Array): ErrorSummary => ({
    mean: weightedSum(weight, errors), largestAnywhere: largest(errors),
    largest: largest(errors.filter((_, row) => weight[row]! > 0)),
  });
  return {
    kl: of(pair.kl), l1: of(pair.l1), valueAware: of(pair.valueAware), squaredValueAware: of(pair.squaredValueAware),
    reward: of(pair.reward), ...(wasserstein && { wasserstein: of(wasserstein) }),
  };
}

function gradientErrors(truth: Mdp, model: Mdp, probabilities: Float64Array): GradientErrors {
  const shares = gradientErrorShares(truth, model, probabilities);
  const inTruth = policyGradient(truth, probabilities);
  return {
    fixedCritic: vectorNorm(shares.total, "l2"), norm: vectorNorm(inTruth, "l2"), pair: shares.norm,
    ownCritic: vectorNorm(subtract(inTruth, policyGradient(withStart(model, truth), probabilities)), "l2"),
  };
}

/** The discounted occupancy of pairs, of the time before the end. */
function visitedPairs(mdp: Mdp, probabilities: Float64Array): Float64Array {
  const { pair } = occupancy(mdp, probabilities);
  const total = pair.reduce((sum, mass) => sum + mass, 0);
  return pair.map((mass) => mass / total);
}
