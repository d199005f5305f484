import { add, clamp, div, log, mul, softplus, sub, tanh } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import type { Distribution } from "./distribution.ts";
import { overLast } from "./distribution.ts";
import { gaussian } from "./gaussian.ts";

/** A sample, and how probable it was. */
export interface ScoredSample {
  /** `[B, A]` */
  readonly sample: Tensor;
  /** log p(sample), `[B]` */
  readonly logProbability: Tensor;
}

/** A Gaussian squeezed into (−1, 1) by tanh. Its entropy has no closed form: −log p of samples estimates it. */
export interface TanhGaussian extends Distribution {
  /** tanh of the Gaussian's mean, `[B, A]`: the median of each dimension, not its mean. */
  readonly median: Tensor;
  /** tanh(mean + σ · noise), reparameterized; noise `[B, A]` standard normal. */
  sample(noise: Tensor): Tensor;
  /** A sample and its log-probability, exact also where tanh rounds to ±1. */
  scoredSample(noise: Tensor): ScoredSample;
}

/** The largest magnitude of an action whose log-probability is computed; closer to 1, float32 has no numbers left. */
const LARGEST = 1 - 2 ** -20;

/**
 * A Gaussian squeezed by tanh, for bounded actions:
 *
 *   a = tanh u,  u ~ N(mean, e^logVariance),  log p(a) = log N(u) − Σ_i log(1 − tanh² u_i)
 *
 * with log(1 − tanh² u) = 2 (log 2 − u − softplus(−2u)), which does not cancel. Source: Haarnoja et al. (2018), ICML, appendix C.
 * `logProbability` of an action inverts tanh and takes actions beyond ±(1 − 2⁻²⁰) to that magnitude; for samples of its own
 * prefer `scoredSample`.
 *
 * @param mean - `[B, A]` of u
 * @param logVariance - `[B, A]` of u
 */
export function tanhGaussian(mean: Tensor, logVariance: Tensor): TanhGaussian {
  const inner = gaussian(mean, logVariance);
  const logProbabilityOf = (u: Tensor): Tensor => sub(inner.logProbability(u), overLast(logSlope(u)));
  return Object.freeze<TanhGaussian>({
    median: tanh(mean),
    sample: (noise) => tanh(inner.sample(noise)),
    logProbability: (action) => logProbabilityOf(inverseTanh(clamp(action, -LARGEST, LARGEST))),
    scoredSample(noise) {
      const u = inner.sample(noise);
      return { sample: tanh(u), logProbability: logProbabilityOf(u) };
    },
  });
}

/** log(1 − tanh² u) */
const logSlope = (u: Tensor): Tensor => mul(sub(sub(Math.LN2, u), softplus(mul(u, -2))), 2);

/** ½ log((1 + a) / (1 − a)) */
const inverseTanh = (a: Tensor): Tensor => mul(log(div(add(1, a), sub(1, a))), 0.5);
