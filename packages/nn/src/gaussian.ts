import { add, broadcastTo, exp, mul, neg, softplus, square, sub } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import type { ClosedForm, Distribution } from "./distribution.ts";
import { LOG_TWO_PI, overLast } from "./distribution.ts";

/** A Gaussian with independent dimensions. */
export interface Gaussian extends Distribution, ClosedForm<Pick<Gaussian, "mean" | "logVariance">> {
  /** `[B, S]` */
  readonly mean: Tensor;
  /** `[B, S]` */
  readonly logVariance: Tensor;
  /** mean + σ · noise, reparameterized; noise `[B, S]` standard normal. `[B, S]` */
  sample(noise: Tensor): Tensor;
}

/**
 * The Gaussian with independent dimensions:
 *
 *   log p(x) = −½ Σ_s [ (x_s − mean_s)² e^(−logVariance_s) + logVariance_s + log 2π ]
 *
 * @param mean - `[B, S]`, or with more leading axes
 * @param logVariance - the logarithm of the variance, in the shape of the mean or one that stretches to it, such as `[S]`
 *
 * @example
 * ```ts
 * import { numbers, tensor } from "@worldwise/autodiff";
 * import { gaussian } from "@worldwise/nn";
 *
 * const standard = gaussian(tensor([0, 0], [1, 2]), tensor([0, 0], [1, 2]));
 * console.log(numbers(standard.logProbability(tensor([0, 0], [1, 2])))[0]?.toFixed(4)); // -1.8379
 * ```
 */
export function gaussian(mean: Tensor, logVariance: Tensor): Gaussian {
  return Object.freeze<Gaussian>({
    mean, logVariance,
    logProbability(x) {
      const distance = mul(square(sub(x, mean)), exp(neg(logVariance)));
      return mul(overLast(add(add(distance, logVariance), LOG_TWO_PI)), -0.5);
    },
    sample: (noise) => add(mean, mul(exp(mul(logVariance, 0.5)), noise)),
    entropy: () => mul(overLast(add(broadcastTo(logVariance, mean.shape), 1 + LOG_TWO_PI)), 0.5),
    kl(other) {
      const difference = sub(logVariance, other.logVariance);
      const distance = mul(square(sub(mean, other.mean)), exp(neg(other.logVariance)));
      return mul(overLast(sub(add(exp(difference), distance), add(difference, 1))), 0.5);
    },
  });
}

/** Bounds of a log-variance: numbers, or trained tensors `[S]`. */
export interface LogVarianceBounds {
  readonly minimum: Tensor | number;
  readonly maximum: Tensor | number;
}

/**
 * Keeps a log-variance between bounds without a corner, so that its derivative never vanishes altogether:
 *
 *   u = maximum − softplus(maximum − logVariance),  y = minimum + softplus(u − minimum)
 *
 * Far from the bounds y = logVariance; y exceeds the maximum by at most log(1 + e^(minimum − maximum)). Bounds that are trained
 * want a small penalty on their distance. Source: Chua et al. (2018), NeurIPS, appendix A.1.
 */
export function softBounded(logVariance: Tensor, { minimum, maximum }: LogVarianceBounds): Tensor {
  const below = sub(maximum, softplus(sub(maximum, logVariance)));
  return add(minimum, softplus(sub(below, minimum)));
}
