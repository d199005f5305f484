import { add, logSoftmax, logSumExp, mul, oneHot, reshape, sum, exp } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import { inverseOfCumulative } from "./categorical.ts";
import type { Distribution } from "./distribution.ts";
import { gaussian } from "./gaussian.ts";

/** Random numbers for one sample of a mixture. */
export interface MixtureNoise {
  /** `[B]` uniform in [0, 1): chooses the component. */
  readonly component: Tensor;
  /** `[B, S]` standard normal. */
  readonly place: Tensor;
}

/** A mixture of K Gaussians. Neither its entropy nor its divergence has a closed form. */
export interface GaussianMixture extends Distribution {
  /** Σ_k p_k mean_k, `[B, S]` */
  readonly mean: Tensor;
  /** log p_k, `[B, K]` */
  readonly logWeights: Tensor;
  /** Reparameterized within the component; no derivative passes through the choice. `[B, S]` */
  sample(noise: MixtureNoise): Tensor;
}

/**
 * A mixture of K Gaussians with independent dimensions, as of a mixture density network:
 *
 *   log p(x) = log Σ_k exp(log p_k + log N(x; mean_k, e^logVariance_k)),  p = softmax(logits)
 *
 * Source: Bishop (1994), Mixture density networks, with a variance for each dimension.
 *
 * @param logits - `[B, K]`
 * @param means - `[B, K, S]`
 * @param logVariances - `[B, K, S]`
 */
export function gaussianMixture(logits: Tensor, means: Tensor, logVariances: Tensor): GaussianMixture {
  const [rows, count, size] = means.shape as [number, number, number]; // B, K, S
  const logWeights = logSoftmax(logits);
  const weights = exp(logWeights);
  const components = gaussian(means, logVariances);
  const chosen = (which: Tensor, of: Tensor): Tensor => sum(mul(reshape(which, [rows, count, 1]), of), 1);
  return Object.freeze<GaussianMixture>({
    logWeights, mean: chosen(weights, means),
    logProbability: (x) => logSumExp(add(logWeights, components.logProbability(reshape(x, [rows, 1, size]))), -1),
    sample({ component, place }) {
      const which = oneHot(inverseOfCumulative(weights, component), count);
      return gaussian(chosen(which, means), chosen(which, logVariances)).sample(place);
    },
  });
}
