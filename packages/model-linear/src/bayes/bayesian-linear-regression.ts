import type { Allocator, Random } from "@worldwise/protocol";
import { heap } from "@worldwise/protocol";
import { gamma } from "@worldwise/math";
import { requireOption, requirePositive } from "../require-option.ts";
import { drawGaussian } from "./gaussian-draw.ts";

/** What is believed of the noise: its deviation is known, or its precision 1/σ² has a gamma distribution. */
export type NoiseBelief =
  | { readonly deviation: number }
  | { readonly shape: number; readonly rate: number };

/** Options of {@link bayesianLinearRegression}. */
export interface BayesianRegressionOptions {
  /** K, at least 1. */
  readonly featureSize: number;
  /** `[K]` m₀; zeros by default. */
  readonly priorMean?: readonly number[];
  /** Λ₀ = priorPrecision · I, above 0. With a known deviation the prior is N(m₀, I / Λ₀), else N(m₀, σ² I / Λ₀). Default 1. */
  readonly priorPrecision?: number;
  /** Default: normal-gamma with shape 1 and rate 1. */
  readonly noise?: NoiseBelief;
}

/** What is known after some data. */
export type BayesianRegressionState = {
  /** Targets observed. */
  count: number;
  /** `[K]` m: the posterior mean of w. */
  mean: Float64Array;
  /** `[K, K]` S: the posterior covariance of w, in units of σ². */
  scale: Float64Array;
  /** b of the gamma distribution of 1/σ²; stays what it is where σ is known. */
  rate: number;
};

/** What is believed of a target. */
export interface Prediction {
  readonly mean: number;
  /** Squared scale: the variance where σ is known, that of Student's distribution before its factor ν / (ν − 2) where it is not. */
  readonly squaredScale: number;
  /** ν of Student's distribution; Infinity where σ is known, and the distribution is normal. */
  readonly degreesOfFreedom: number;
}

/** Bayesian linear regression; all that changes is in the state. */
export interface BayesianLinearRegression {
  readonly featureSize: number;
  /** The prior. */
  init(allocator?: Allocator): BayesianRegressionState;
  /** Counts in y = wᵀφ + noise. Answers false, and changes nothing, where numbers are not finite. */
  observe(state: BayesianRegressionState, feature: Float64Array, target: number): boolean;
  /** Of the target at φ, noise included. */
  predict(state: BayesianRegressionState, feature: Float64Array): Prediction;
  /** `[K, K]` E[(w − m)(w − m)ᵀ]; overwritten. Infinite where σ is so little known that it has no mean square. */
  covariance(state: BayesianRegressionState, outCovariance: Float64Array): void;
  /** A plausible w; overwritten. Draws σ first, where it is not known, then K normal numbers. */
  draw(state: BayesianRegressionState, random: Random, outWeight: Float64Array): void;
}

/**
 * Bayesian linear regression, y = wᵀφ + ε with ε ~ N(0, σ²), one observation at a time.
 *
 *   S = (Λ₀ + Σ φφᵀ / s²)⁻¹,   m = S (Λ₀ m₀ + Σ φ y / s²),   s = σ where it is known, else 1
 *   σ known:    w ~ N(m, S)
 *   otherwise:  1/σ² ~ Gamma(a₀ + n/2, b₀ + ½ Σ e² / (1 + φᵀSφ)),   w | σ ~ N(m, σ² S)   (normal-gamma),
 *   e = y − mᵀφ and S as they were before each observation
 *
 * With one feature that is always 1 it is the normal-gamma posterior of a mean. An observation costs K² numbers, a draw K³ / 6.
 * `scale` holds S / σ² where σ is known. Throws `bad-options`.
 *
 * @example
 * ```ts
 * import { bayesianLinearRegression } from "@worldwise/model-linear";
 *
 * const line = bayesianLinearRegression({ featureSize: 2, noise: { deviation: 1 } });
 * const state = line.init();
 * [1, 2, 2].forEach((y, x) => line.observe(state, Float64Array.of(1, x), y));
 * console.log(Array.from(state.mean, (w) => w.toFixed(3)).join(" ")); // 0.800 0.600
 * ```
 *
 * Source: Bishop (2006), Pattern Recognition and Machine Learning, section 3.3; Murphy (2012), Machine Learning, section 7.6.3.
 */
export function bayesianLinearRegression(options: BayesianRegressionOptions): BayesianLinearRegression {
  const { featureSize, priorPrecision = 1, noise = { shape: 1, rate: 1 } } = options;
  const { priorMean = new Array<number>(featureSize).fill(0) } = options;
  requireOption(Number.isInteger(featureSize) && featureSize >= 1, "featureSize", "a whole number of at least 1", featureSize);
  requireOption(priorMean.length === featureSize && priorMean.every(Number.isFinite), "priorMean", `${featureSize} finite numbers`, priorMean.join(", "));
  requirePositive("priorPrecision", priorPrecision);
  const { variance, shape, rate } = beliefOf(noise);
  const gain = new Float64Array(featureSize);
  const shapeOf = ({ count }: BayesianRegressionState): number => shape + count / 2;
  return Object.freeze({
    featureSize,
    init(allocator: Allocator = heap): BayesianRegressionState {
      const [mean, scale] = [allocator("float64", featureSize), allocator("float64", featureSize * featureSize)];
      mean.set(priorMean);
      for (let k = 0; k < featureSize; k++) scale[k * featureSize + k] = 1 / ((variance ?? 1) * priorPrecision);
      return { count: 0, mean, scale, rate };
    },
    observe: (state: BayesianRegressionState, feature: Float64Array, target: number) => observe(state, feature, target, gain),
    predict(state: BayesianRegressionState, feature: Float64Array): Prediction {
      const spread = 1 + multiply(state.scale, feature, gain);
      const mean = product(state.mean, feature);
      if (variance !== undefined) return { mean, squaredScale: variance * spread, degreesOfFreedom: Infinity };
      return { mean, squaredScale: (state.rate / shapeOf(state)) * spread, degreesOfFreedom: 2 * shapeOf(state) };
    },
    covariance(state: BayesianRegressionState, outCovariance: Float64Array) {
      const meanVariance = shapeOf(state) > 1 ? state.rate / (shapeOf(state) - 1) : Infinity;
      state.scale.forEach((entry, i) => { outCovariance[i] = entry * (variance ?? meanVariance); });
    },
    draw(state: BayesianRegressionState, random: Random, outWeight: Float64Array) {
      const drawn = variance ?? 1 / gamma(random, shapeOf(state), 1 / state.rate);
      drawGaussian(state.mean, state.scale, Math.sqrt(drawn), random, outWeight);
    },
  });
}

interface KnownOrNot {
  /** σ²; undefined where it has a distribution. */
  readonly variance: number | undefined;
  readonly shape: number;
  readonly rate: number;
}

function beliefOf(noise: NoiseBelief): KnownOrNot {
  if ("deviation" in noise) {
    requirePositive("deviation", noise.deviation);
    return { variance: noise.deviation ** 2, shape: 1, rate: 1 };
  }
  requirePositive("shape", noise.shape);
  requirePositive("rate", noise.rate);
  return { variance: undefined, ...noise };
}

/** Sherman and Morrison's formula: S −= g gᵀ / (1 + φᵀ g), g = S φ. */
function observe(state: BayesianRegressionState, feature: Float64Array, target: number, gain: Float64Array): boolean {
  const { mean, scale } = state;
  const size = mean.length;
  const spread = 1 + multiply(scale, feature, gain);
  const error = target - product(mean, feature);
  if (!Number.isFinite(error) || !Number.isFinite(spread)) return false;
  for (let i = 0; i < size; i++) {
    mean[i]! += gain[i]! * error / spread;
    for (let k = 0; k < size; k++) scale[i * size + k]! -= gain[i]! * gain[k]! / spread;
  }
  state.count++;
  state.rate += error * error / spread / 2;
  return true;
}

/** outProduct ← A x; returns xᵀ A x. */
function multiply(matrix: Float64Array, x: Float64Array, outProduct: Float64Array): number {
  const size = outProduct.length;
  let form = 0;
  for (let i = 0; i < size; i++) {
    let sum = 0;
    for (let k = 0; k < size; k++) sum += matrix[i * size + k]! * x[k]!;
    outProduct[i] = sum;
    form += sum * x[i]!;
  }
  return form;
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
