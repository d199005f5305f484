import { smallSolve } from "./small-solve.ts";
import type { ProjectionRow, WhitenedFeatures } from "./whitened-features.ts";
import { whiten, whitenedFeatures } from "./whitened-features.ts";

/** Writes outProbability `[width]` of a row; whether it is what was asked for, without a penalty of its own accord. */
export type EntropyProjection = (row: ProjectionRow, penalty: number, outProbability: Float64Array) => boolean;

/** Newton steps; each halves its length until F falls, and near the minimum a handful is enough. */
const newtonSteps = 60;
/** Where F would fall by less it is flat to rounding: then a few whole steps polish ∇F, which F no longer shows. */
const flatness = 1e-13;
/** |∇F| that counts as met. */
const metWithin = 1e-8;
/** Penalties that are tried where there is no solution, from the first by factors of 100. */
const firstPenalty = 1e-9;

/**
 * The distribution closest to p̂ whose expectations are ψ: a maximum-entropy correction.
 *
 *   min_q KL(q ‖ p̂)  subject to  Σ_k q(k) φ_i(k) = ψ_i,   solved by   q(k) ∝ p̂(k) exp(Σ_i λ_i φ_i(k))
 *
 * The dual, convex and of at most D variables, is minimized by damped Newton steps:
 *
 *   F(λ) = log Σ_k p̂(k) exp(λ·w(k)) − λ·t + μ/2 ‖λ‖²
 *
 * in features w that are centered and whitened under p̂, so that nearly collinear ones do no harm. μ = 0 asks for equality; with
 * μ \> 0, q minimizes KL(q ‖ p̂) + 1/(2μ) ‖E_q w − t‖². Where ψ is out of reach of the support, or needs a multiplier above the
 * cap, the smallest penalty (of a few) takes over that keeps them below.
 *
 * Source: Rakhsha, Kemertas, Ghavamzadeh, Farahmand (2024), Maximum entropy model correction in reinforcement learning, ICLR.
 *
 * @param basisSize - D
 * @param width - room for the entries of a row
 * @param multiplierCap - largest |λ_i| of a whitened feature
 */
export function entropyProjection(basisSize: number, width: number, multiplierCap: number): EntropyProjection {
  const features = whitenedFeatures(basisSize, width);
  const minimize = dualMinimizer(features, basisSize, width, multiplierCap);
  return (row, penalty, outProbability) => {
    whiten(row, width, features);
    if ((penalty > 0 || features.inside || features.kept === 0) && minimize(row, penalty, outProbability)) return true;
    const enough = features.reach * Math.sqrt(features.kept) / multiplierCap; // ‖λ‖ ≤ reach · √D / μ at the minimum
    let stronger = Math.max(penalty, firstPenalty);
    while (!minimize(row, stronger, outProbability) && stronger < enough) stronger *= 100;
    return false;
  };
}

type Minimize = (row: ProjectionRow, penalty: number, outProbability: Float64Array) => boolean;

/** Minimizes F from λ = 0 and leaves q; whether ∇F has vanished with |λ| within the cap. */
function dualMinimizer(features: WhitenedFeatures, basisSize: number, width: number, multiplierCap: number): Minimize {
  const [multiplier, gradient, trial] = [new Float64Array(basisSize), new Float64Array(basisSize), new Float64Array(basisSize)];
  const systems = Array.from({ length: basisSize + 1 }, (_, size) =>
    ({ hessian: new Float64Array(size * size), step: new Float64Array(size) }));
  return (row, penalty, outProbability) => {
    multiplier.fill(0);
    let value = dual(row, features, width, multiplier, penalty, outProbability);
    const enough = 1e-12 * Math.max(1, features.reach);
    for (let steps = 0, flat = 0; steps < newtonSteps; steps++) {
      const slope = newtonStep(row, penalty, outProbability);
      const largest = largestOf(gradient, features.kept);
      if (-slope < flatness) flat++;
      if (largest <= enough || flat > 3) return largest <= metWithin;
      const lower = search(row, penalty, value, slope, outProbability);
      if (lower === undefined) return largest <= metWithin; // as far as rounding lets F fall
      value = lower;
      if (largestOf(multiplier, features.kept) > multiplierCap) return false;
    }
    return false;
  };

  /** −(∇²F)⁻¹ ∇F, from q at λ: ∇F = E_q w − t + μ λ, ∇²F = Cov_q w + μ I. Returns the slope of F along it. */
  function newtonStep(row: ProjectionRow, penalty: number, probability: Float64Array): number {
    const { hessian, step } = systems[features.kept]!;
    fillCovariance(row, features, width, probability, hessian, step);
    for (let i = 0; i < step.length; i++) {
      gradient[i] = step[i]! - features.t[i]! + penalty * multiplier[i]!;
      step[i] = -gradient[i]!;
      hessian[i * step.length + i]! += penalty + 1e-14; // far below what moves a step, where q has shrunk to one entry
    }
    if (!smallSolve(hessian, step, step.length)) step.fill(0);
    let slope = 0;
    for (let i = 0; i < step.length; i++) slope += gradient[i]! * step[i]!;
    return slope;
  }

  /** Halves the step until F has fallen enough, and takes it; F there, or nothing where it falls no more. */
  function search(
    row: ProjectionRow, penalty: number, value: number, slope: number, outProbability: Float64Array,
  ): number | undefined {
    const { step } = systems[features.kept]!;
    for (let length = 1; length > 1e-10; length /= 2) {
      for (let i = 0; i < step.length; i++) trial[i] = multiplier[i]! + length * step[i]!;
      const lower = dual(row, features, width, trial, penalty, outProbability);
      if (lower <= value + 1e-4 * length * slope || -slope < flatness) {
        multiplier.set(trial);
        return lower;
      }
    }
    dual(row, features, width, multiplier, penalty, outProbability);
    return undefined;
  }
}

/** F at λ; leaves q. */
function dual(
  { count, base }: ProjectionRow, { w, t, kept }: WhitenedFeatures, width: number, multiplier: Float64Array, penalty: number,
  outProbability: Float64Array,
): number {
  let highest = -Infinity, total = 0, linear = 0;
  for (let k = 0; k < count; k++) {
    let exponent = 0;
    for (let i = 0; i < kept; i++) exponent += multiplier[i]! * w[i * width + k]!;
    outProbability[k] = exponent;
    if (base[k]! > 0) highest = Math.max(highest, exponent);
  }
  for (let k = 0; k < count; k++) {
    outProbability[k] = base[k]! > 0 ? base[k]! * Math.exp(outProbability[k]! - highest) : 0;
    total += outProbability[k]!;
  }
  for (let k = 0; k < count; k++) outProbability[k]! /= total;
  for (let i = 0; i < kept; i++) linear += multiplier[i]! * (0.5 * penalty * multiplier[i]! - t[i]!);
  return highest + Math.log(total) + linear;
}

/** Means of w under q, and their covariance. */
function fillCovariance(
  { count }: ProjectionRow, { w }: WhitenedFeatures, width: number, probability: Float64Array, outHessian: Float64Array,
  outMean: Float64Array,
): void {
  const size = outMean.length;
  outMean.fill(0);
  outHessian.fill(0);
  for (let k = 0; k < count; k++) for (let i = 0; i < size; i++) outMean[i]! += probability[k]! * w[i * width + k]!;
  for (let k = 0; k < count; k++) {
    for (let i = 0; i < size; i++) {
      const weighted = probability[k]! * (w[i * width + k]! - outMean[i]!);
      for (let j = 0; j < size; j++) outHessian[i * size + j]! += weighted * (w[j * width + k]! - outMean[j]!);
    }
  }
}

/** max |v_i| of the first few. */
function largestOf(vector: Float64Array, count: number): number {
  let largest = 0;
  for (let i = 0; i < count; i++) largest = Math.max(largest, Math.abs(vector[i]!));
  return largest;
}
