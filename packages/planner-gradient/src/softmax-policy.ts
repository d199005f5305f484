import { add, cumsum, div, erf, greater, logSoftmax, minimum, mul, pick, reshape, softmax, sub, sum } from "@worldwise/autodiff";
import type { Discrete, Parameter, Policy, Space, Tensor, Traced, TracedPolicy } from "@worldwise/protocol";
import { traced } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import { drawIndex, largestIndex, softmaxProbabilities } from "./softmax.ts";

/** How a policy acts when it is judged: as it explores, or by its most probable action (the first of several). */
export type Judged = "sample" | "greedy";

/**
 * A softmax policy bound to live parameters. One uniform number for each lane, none for greedy actions.
 *
 * @param parameter - `[F, M]` read live, never written
 */
export function softmaxPolicy<O extends Space>(
  features: ActionFeatures<O>, parameter: Float64Array, judged: Judged = "sample",
): Policy<O, Discrete> {
  const probability = new Float64Array(features.actionCount);
  return {
    act(observation, random, outAction, mode = "explore") {
      const isGreedy = mode === "evaluate" && judged === "greedy";
      for (let b = 0; b < random.lanes; b++) {
        softmaxProbabilities(features, parameter, observation, b, probability);
        outAction[b] = isGreedy ? largestIndex(probability) : drawIndex(probability, random.lane(b));
      }
    },
  };
}

/** Parameters of a policy or a critic as a traced program takes them. */
export type FeatureWeights = {
  /** `[F, M]` */
  readonly weights: Parameter<Float64Array>;
};

/** Weights `[F, M]` for a traced program, read live. */
export const featureWeights = ({ featureCount, actionCount }: ActionFeatures, data: Float64Array): FeatureWeights =>
  ({ weights: { shape: [featureCount, actionCount], data } });

/**
 * The same policy inside a traced program.
 *
 *   logProbability(θ, x, a) = y_a − log Σ_b exp(y_b)
 *   sample(θ, x, noise)     = #\{ a : Σ_\{b ≤ a\} π(b|x) ≤ u \},   u = (1 + erf(noise / √2)) / 2
 *
 * Noise `[B]` or `[B, 1]` is standard normal, so u is uniform; the sampled action `[B]` is constant almost everywhere in the
 * parameters, and no derivative passes through it.
 */
export function tracedSoftmaxPolicy<O extends Space>(
  features: ActionFeatures<O>, parameter: Float64Array,
): Traced<TracedPolicy, FeatureWeights> {
  return traced(featureWeights(features, parameter), ({ weights }) => {
    const logits = ([own = weights]: readonly Tensor[], state: Tensor): Tensor => features.traced(own, state);
    return {
      parameters: [weights],
      logProbability: (parameters, state, action) => pick(logSoftmax(logits(parameters, state)), flat(action)),
      sample: (parameters, state, noise) => invert(softmax(logits(parameters, state)), noise, features.actionCount),
      probabilities: (parameters, state) => softmax(logits(parameters, state)),
    };
  });
}

/** `[B]` or `[B, 1]` → `[B]` */
const flat = (tensor: Tensor): Tensor => reshape(tensor, [tensor.shape[0]!]);

function invert(probability: Tensor, noise: Tensor, actionCount: number): Tensor {
  const u = div(add(1, erf(div(flat(noise), Math.SQRT2))), 2);
  const isPassed = sub(1, greater(cumsum(probability, 1), reshape(u, [u.shape[0]!, 1])));
  return minimum(sum(mul(isPassed, 1), 1), actionCount - 1);
}
