import type { TabularPolicy } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import { type Bound, bound, type BoundChain, boundChain } from "./bound.ts";
import { checkDistribution, checkLength } from "./distribution.ts";
import { pinskerRadius } from "./divergences.ts";
import { policyValues } from "./exact-values.ts";
import type { BallNorm } from "./function-classes.ts";
import { checkPair, policyProbabilities } from "./model-pair.ts";
import { occupancyDrift } from "./distribution-drift.ts";
import { occupancy } from "./occupancy.ts";
import { checkScore, policyGradient, type PolicyScore, softmaxScore } from "./policy-gradient.ts";
import { policyRowKl } from "./row-distances.ts";
import { subtract, supNorm, weightedSum } from "./vectors.ts";

/** What bounds the error of a policy gradient. */
export type PolicyGradientBoundName = "occupancy" | "rows" | "likelihood" | "worstLikelihood";

/** PAML's loss, its square root, and what bounds it. */
export interface PolicyGradientBounds {
  /** ‖∇J − ∇Ĵ‖ where both use the critic of the truth. `likelihood` and `worstLikelihood` both bound `rows`, in no order. */
  readonly fixedCritic: BoundChain<PolicyGradientBoundName>;
  /** ‖∇J − ∇Ĵ‖ where the model has its own critic: the bound `rows`, and B/(1 − γ) ‖Q − Q̂‖∞ more. */
  readonly ownCritic: Bound;
  /** B = max ‖∇log π(a|x)‖ over (x, a). */
  readonly scoreScale: number;
  /** ‖Q^π‖∞ */
  readonly criticScale: number;
  /** c_PG = max over x of ρ_γ(x)/ν(x), infinite where ν leaves out a state that is visited. */
  readonly concentration: number;
}

/** What a gradient's error is measured by. */
export interface PolicyGradientBoundOptions {
  /** Norm of gradients. Default "l2". */
  readonly norm?: BallNorm;
  /** Default: that of softmax preferences in a table. */
  readonly score?: PolicyScore;
  /** `[N]` ν, where the model was learned. Default: uniform over states. */
  readonly stateWeight?: Float64Array;
}

/**
 * The error of a model's policy gradient, what PAML minimizes, and its bounds.
 *
 *   occupancy        B Q_max/(1−γ) ‖ρ_γ − ρ̂_γ‖₁
 *   rows             γ/(1−γ)² B Q_max E over ρ_γ of ‖(P − P̂)^π‖₁
 *   likelihood       γ/(1−γ)² B Q_max c_PG √(2 E over ν of KL(P^π ‖ P̂^π))
 *   worstLikelihood  γ/(1−γ)² B Q_max 2 √(2 max KL(P^π ‖ P̂^π))
 *
 * The last has the factor 2 of the lecture, although 1 would do. Rows are those of P^π; by convexity their KL is at most the mean
 * of the actions' KL, which is what likelihood is about.
 *
 * @param policy - `[N·M]` probabilities
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-distribution`, `bad-length`, `bad-number`.
 *
 * Source: Abachi, Ghavamzadeh and Farahmand (2020), arXiv:2003.00030; the constant is proved for a critic that is shared.
 */
export function policyGradientBounds(
  truth: Mdp, model: Mdp, policy: TabularPolicy, options: PolicyGradientBoundOptions = {},
): PolicyGradientBounds {
  checkPair(truth, model);
  const probabilities = policyProbabilities(truth, policy);
  const { norm = "l2", stateWeight = uniform(truth.stateCount) } = options;
  const { score = softmaxScore(probabilities, truth.actionCount) } = options;
  checkScore(truth, score);
  checkLength("stateWeight", stateWeight.length, truth.stateCount);
  checkDistribution("stateWeight", stateWeight);
  const { actionValue: critic } = policyValues(truth, probabilities);
  const { actionValue: ownCritic } = policyValues(model, probabilities);
  const gradient = policyGradient(truth, probabilities, { score, critic });
  const imagined = withStart(model, truth);
  const errorOf = (used: Float64Array): number =>
    vectorNorm(subtract(gradient, policyGradient(imagined, probabilities, { score, critic: used })), norm);
  const [scoreScale, criticScale] = [largestScore(score, norm), supNorm(critic)];
  const visits = occupancy(truth, probabilities);
  const scale = scoreScale * criticScale / (1 - truth.discount);
  const concentration = largestRatio(visits.state, stateWeight);
  const links = gradientLinks(truth, model, probabilities, stateWeight, concentration);
  const rows = times(scale, links.rows);
  const criticError = scoreScale * supNorm(subtract(critic, ownCritic)) / (1 - truth.discount);
  return {
    fixedCritic: boundChain(errorOf(critic), {
      occupancy: times(scale, links.occupancy), rows,
      likelihood: times(scale, links.likelihood), worstLikelihood: times(scale, links.worstLikelihood),
    }),
    ownCritic: bound("rows and critic", errorOf(ownCritic), rows + criticError), scoreScale, criticScale, concentration,
  };
}

/** The model is asked about the task at hand: it starts where the truth starts. */
export function withStart(model: Mdp, truth: Mdp): Mdp {
  return { ...model, initial: truth.initial };
}

/** Each link, still to be multiplied by B Q_max/(1 − γ). */
function gradientLinks(
  truth: Mdp, model: Mdp, probabilities: Float64Array, stateWeight: Float64Array, concentration: number,
): Readonly<Record<PolicyGradientBoundName, number>> {
  const drift = occupancyDrift(truth, model, probabilities);
  const steps = truth.discount / (1 - truth.discount);
  const kl = policyRowKl(truth, model, probabilities);
  const radius = pinskerRadius(weightedSum(stateWeight, kl));
  return {
    occupancy: drift.visited.left, rows: drift.visited.right,
    likelihood: times(steps, concentration === Infinity ? Infinity : concentration * radius),
    worstLikelihood: times(steps, 2 * pinskerRadius(supNorm(kl))),
  };
}

/** 0 · ∞ = 0: what counts nothing may be as wrong as it likes. */
const times = (factor: number, size: number): number => factor === 0 ? 0 : factor * size;

const uniform = (size: number): Float64Array => new Float64Array(size).fill(1 / size);

function largestRatio(numerator: Float64Array, denominator: Float64Array): number {
  return numerator.reduce((largest, mass, i) => mass === 0 ? largest : Math.max(largest, mass / denominator[i]!), 0);
}

function largestScore({ parameterCount, gradient }: PolicyScore, norm: BallNorm): number {
  let largest = 0;
  for (let at = 0; at < gradient.length; at += parameterCount) {
    largest = Math.max(largest, vectorNorm(gradient.subarray(at, at + parameterCount), norm));
  }
  return largest;
}

/** ‖x‖ in one of three norms. */
export function vectorNorm(x: Float64Array, norm: BallNorm): number {
  if (norm === "linf") return supNorm(x);
  if (norm === "l1") return x.reduce((total, entry) => total + Math.abs(entry), 0);
  return Math.sqrt(x.reduce((total, entry) => total + entry * entry, 0));
}
