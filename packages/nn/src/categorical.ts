import {
  add, cumsum, exp, greater, logSoftmax, minimum, mul, neg, oneHot, pick, reshape, stopGradient, sub, sum,
} from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import type { ClosedForm, Distribution } from "./distribution.ts";
import { overLast } from "./distribution.ts";

/** One of K things. */
export interface Categorical extends Distribution, ClosedForm<Pick<Categorical, "logProbabilities">> {
  /** `[B, K]` */
  readonly logProbabilities: Tensor;
  /** `[B, K]` */
  readonly probabilities: Tensor;
  /** The first k with p_0 + … + p_k above u; noise u `[B]` uniform in [0, 1). `[B]` whole numbers. No derivative passes. */
  sample(noise: Tensor): Tensor;
  /**
   * A sample as a row of zeros and a one, `[B, K]`, with the derivative of the probabilities: one + p − stop(p).
   * Source: Bengio, Léonard, Courville (2013), straight-through.
   */
  straightThrough(noise: Tensor): Tensor;
}

/**
 * The distribution over K things with p = softmax(logits).
 *
 * @param logits - `[B, K]`, finite: a thing that may not be chosen wants a large negative logit, such as −1e9
 */
export function categorical(logits: Tensor): Categorical {
  const logProbabilities = logSoftmax(logits);
  const probabilities = exp(logProbabilities);
  const sample = (noise: Tensor): Tensor => inverseOfCumulative(probabilities, noise);
  return Object.freeze<Categorical>({
    logProbabilities, probabilities, sample,
    logProbability: (x) => pick(logProbabilities, x),
    entropy: () => neg(overLast(mul(probabilities, logProbabilities))),
    kl: (other) => overLast(mul(probabilities, sub(logProbabilities, other.logProbabilities))),
    straightThrough: (noise) => add(oneHot(sample(noise), logits.shape.at(-1)!), sub(probabilities, stopGradient(probabilities))),
  });
}

/** Counts the cumulative probabilities that the noise has passed; the last one may have been rounded below it. */
export function inverseOfCumulative(probabilities: Tensor, noise: Tensor): Tensor {
  const count = probabilities.shape.at(-1)!;
  const ahead = greater(cumsum(stopGradient(probabilities)), reshape(noise, [...noise.shape, 1]));
  return minimum(sub(count, sum(ahead, -1)), count - 1);
}
