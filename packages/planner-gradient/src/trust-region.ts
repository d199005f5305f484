/** How large a trust-region step may be. */
export interface TrustRegionOptions {
  /** δ: expected divergence of a step, at most; above 0, in nats. */
  readonly maxDivergence: number;
  /** How often a step is halved before it is given up. */
  readonly backtracks: number;
}

/** How a candidate is judged. */
export interface TrustRegionTrial {
  /** L of a policy with these parameters, 0 for the present ones. */
  surrogate(parameter: Float64Array): number;
  /** Expected KL(π‖π') of a policy with these parameters. */
  divergence(parameter: Float64Array): number;
}

/**
 * A step along the natural gradient, as far as the trust region goes, halved until it improves.
 *
 *   θ ← θ + ½^j √(2 δ / gᵀs) s,   j the first of 0 … backtracks with L \> 0 and E KL ≤ δ,   s = F⁻¹ g
 *
 * Source: Schulman, Levine, Moritz, Jordan and Abbeel (2015), Trust region policy optimization, appendix C.
 *
 * @param parameter - θ, moved where a candidate was accepted
 * @param gradient - g
 * @param direction - s
 * @param scratch - as long as θ, overwritten
 * @returns the length of the step in units of s; 0 where none was accepted
 */
export function trustRegionStep(
  parameter: Float64Array, gradient: Float64Array, direction: Float64Array, trial: TrustRegionTrial, scratch: Float64Array,
  { maxDivergence, backtracks }: TrustRegionOptions,
): number {
  const curvature = dot(gradient, direction);
  if (!(curvature > 0)) return 0;
  let step = Math.sqrt(2 * maxDivergence / curvature);
  for (let attempt = 0; attempt <= backtracks; attempt++, step /= 2) {
    for (let i = 0; i < parameter.length; i++) scratch[i] = parameter[i]! + step * direction[i]!;
    if (!(trial.divergence(scratch) <= maxDivergence) || !(trial.surrogate(scratch) > 0)) continue;
    parameter.set(scratch);
    return step;
  }
  return 0;
}

/** aᵀ b */
export function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i++) total += a[i]! * b[i]!;
  return total;
}

/** target += factor · source */
export function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) target[i]! += factor * source[i]!;
}
