import type { Random } from "@worldwise/protocol";
import { logGammaVariate } from "./gamma-variate.ts";

/** A normal-gamma distribution of a mean μ and a precision τ: τ ~ Gamma(shape, rate), μ given τ ~ N(mean, 1 / (weight τ)). */
export interface NormalGamma {
  readonly mean: number;
  /** What the mean counts for, in observations, \> 0. */
  readonly weight: number;
  /** Of the precision, \> 0. */
  readonly shape: number;
  /** Of the precision, at least 0; 0 says that the numbers are certain. */
  readonly rate: number;
}

/**
 * The posterior of a normal distribution of unknown mean and precision after some numbers.
 *
 *   mean ← (weight · mean + x) / (weight + 1),   rate ← rate + ½ weight (x − mean)² / (weight + 1),
 *   shape ← shape + ½,   weight ← weight + 1,   for each x in its turn
 *
 * The order of the numbers does not matter, but for rounding.
 *
 * Source: DeGroot (1970), Optimal Statistical Decisions, section 9.6.
 */
export function normalGammaPosterior(prior: NormalGamma, numbers: ArrayLike<number>): NormalGamma {
  let { mean, weight, shape, rate } = prior;
  for (let i = 0; i < numbers.length; i++) {
    const error = numbers[i]! - mean;
    rate += surprise(error, weight);
    mean += error / (weight + 1);
    shape += 0.5;
    weight++;
  }
  return { mean, weight, shape, rate };
}

/** What the rate of the precision grows by: ½ weight error² / (weight + 1), of a number that was `error` off the mean. */
export const surprise = (error: number, weight: number): number => 0.5 * weight * error * error / (weight + 1);

/** The standard deviation 1 / √τ of a precision τ ~ Gamma(shape, rate). As a logarithm first: τ itself may be too small. */
export const drawDeviation = (shape: number, rate: number, random: Random): number =>
  Math.sqrt(rate) * Math.exp(-0.5 * logGammaVariate(shape, random));
