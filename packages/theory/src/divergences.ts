import { checkDistributions } from "./distribution.ts";

/**
 * Kullback-Leibler divergence.
 *
 *   KL(p ‖ q) = Σ_i p[i] log(p[i] / q[i]), 0 log 0 = 0
 *
 * Infinite where q excludes what p allows: that is an answer, not an error.
 *
 * @param p - `[n]`, as q
 * @returns nats, in `[0, ∞]`
 *
 * Throws `bad-distribution`, `bad-length`.
 */
export function kl(p: Float64Array, q: Float64Array): number {
  checkDistributions(p, q);
  return klUnchecked(p, q);
}

/**
 * The distance of the lecture's "total variation": twice the usual one.
 *
 *   ‖p − q‖₁ = Σ_i |p[i] − q[i]| = sup over |f| ≤ 1 of Σ_i (p[i] − q[i]) f(i)
 *
 * @returns in `[0, 2]`
 *
 * Throws `bad-distribution`, `bad-length`.
 */
export function l1(p: Float64Array, q: Float64Array): number {
  checkDistributions(p, q);
  return l1Unchecked(p, q);
}

/**
 * Total variation as probabilists have it, sup over events A of |p(A) − q(A)|.
 *
 *   ½ ‖p − q‖₁
 *
 * @returns in `[0, 1]`
 *
 * Throws `bad-distribution`, `bad-length`.
 */
export function halfL1(p: Float64Array, q: Float64Array): number {
  return l1(p, q) / 2;
}

/**
 * Pinsker's inequality: ‖p − q‖₁ ≤ √(2 KL(p ‖ q)).
 *
 * @param divergence - KL(p ‖ q), in nats
 * @returns the bound of ‖p − q‖₁
 *
 * Source: Cover and Thomas (2006), "Elements of information theory", lemma 11.6.1.
 */
export function pinskerRadius(divergence: number): number {
  return Math.sqrt(2 * divergence);
}

/** KL of rows that are known to be distributions. */
export function klUnchecked(p: Float64Array, q: Float64Array): number {
  let total = 0;
  for (let i = 0; i < p.length; i++) if (p[i]! > 0) total += p[i]! * Math.log(p[i]! / q[i]!);
  return Math.max(0, total); // rounding may leave −1e-17
}

/** L1 of rows that are known to be distributions. */
export function l1Unchecked(p: Float64Array, q: Float64Array): number {
  let total = 0;
  for (let i = 0; i < p.length; i++) total += Math.abs(p[i]! - q[i]!);
  return total;
}
