import type { Mdp } from "@worldwise/protocol";
import { type BoundChain, boundChain } from "./bound.ts";
import { checkDistribution, checkFinite, checkLength } from "./distribution.ts";
import { pinskerRadius } from "./divergences.ts";
import { expectedNextValue } from "./mdp-rows.ts";
import { checkPair } from "./model-pair.ts";
import { rowKl, rowL1 } from "./row-distances.ts";
import { supNorm, weightedSum } from "./vectors.ts";

/** Value-aware error against what bounds it. */
export interface LikelihoodBounds {
  /** max over (x, a) of |(P − P̂) V|. */
  readonly worst: BoundChain<"norms" | "likelihood">;
  /** E over (x, a) ~ ν of |(P − P̂) V|². */
  readonly meanSquared: BoundChain<"norms" | "likelihood">;
}

/**
 * Why maximum likelihood is a loose way to learn a model for a value function: what VAML minimizes, and what likelihood does.
 *
 *   worst        |(P − P̂) V| ≤ ‖P − P̂‖₁ ‖V‖∞ ≤ √(2 KL(P ‖ P̂)) ‖V‖∞, each at its largest over (x, a)
 *   meanSquared  E|(P − P̂) V|² ≤ E‖P − P̂‖₁² ‖V‖∞² ≤ 2 E[KL(P ‖ P̂)] ‖V‖∞²
 *
 * @param value - `[N]` V; the end of the episode is worth 0
 * @param weight - `[N·M]` ν, a distribution over pairs; those of weight 0 do not count, even where KL is infinite
 *
 * Throws `bad-mdp`, `bad-distribution`, `bad-length`, `bad-number`.
 *
 * Source: Farahmand, Barreto and Nikovski (2017), AISTATS.
 */
export function likelihoodBounds(truth: Mdp, model: Mdp, value: Float64Array, weight: Float64Array): LikelihoodBounds {
  checkPair(truth, model);
  checkLength("value", value.length, truth.stateCount);
  checkFinite("value", value);
  checkLength("weight", weight.length, truth.reward.length);
  checkDistribution("weight", weight);
  const error = valueAwareErrors(truth, model, value);
  const [l1, kl] = [rowL1(truth, model), rowKl(truth, model)];
  const scale = supNorm(value);
  return {
    worst: boundChain(supNorm(error), {
      norms: supNorm(l1) * scale, likelihood: scale === 0 ? 0 : pinskerRadius(supNorm(kl)) * scale,
    }),
    meanSquared: boundChain(weightedSum(weight, square(error)), {
      norms: weightedSum(weight, square(l1)) * scale ** 2, likelihood: scale === 0 ? 0 : 2 * weightedSum(weight, kl) * scale ** 2,
    }),
  };
}

/** `[N·M]` (P − P̂) V, with its sign. */
export function valueAwareErrors(truth: Mdp, model: Mdp, value: Float64Array): Float64Array {
  return truth.reward.map((_, row) => expectedNextValue(truth, row, value) - expectedNextValue(model, row, value));
}

const square = (x: Float64Array): Float64Array => x.map((entry) => entry * entry);
