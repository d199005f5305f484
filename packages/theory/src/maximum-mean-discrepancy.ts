import { WorldwiseError } from "@worldwise/protocol";
import { checkDistributions, checkLength } from "./distribution.ts";
import type { Kernel, Point } from "./kernels.ts";

/**
 * Maximum mean discrepancy: the integral probability metric of the unit ball of a reproducing kernel Hilbert space.
 *
 *   MMD(p, q) = √(dᵀ K d),   d = p − q
 *
 * @param gram - `[n, n]` K[i, j] = k(i, j)
 * @param p - `[n]`, as q
 *
 * Throws `bad-distribution`, `bad-length`.
 *
 * Source: Gretton, Borgwardt, Rasch, Schölkopf and Smola (2012), JMLR 13, lemma 6.
 */
export function maximumMeanDiscrepancy(gram: Float64Array, p: Float64Array, q: Float64Array): number {
  checkDistributions(p, q);
  checkLength("gram", gram.length, p.length * p.length);
  const smoothed = kernelDifference(gram, p, q);
  return Math.sqrt(Math.max(0, smoothed.reduce((total, entry, i) => total + entry * (p[i]! - q[i]!), 0)));
}

/** `[n]` K (p − q) */
export function kernelDifference(gram: Float64Array, p: Float64Array, q: Float64Array): Float64Array {
  return p.map((_, i) => {
    let total = 0;
    for (let j = 0; j < p.length; j++) total += gram[i * p.length + j]! * (p[j]! - q[j]!);
    return total;
  });
}

/**
 * MMD² of two empirical distributions: at least 0, and too large on average by about (1/n + 1/m) times the kernel's variance.
 *
 *   1/n² Σ_ij k(x_i, x_j) + 1/m² Σ_ij k(y_i, y_j) − 2/(nm) Σ_ij k(x_i, y_j)
 *
 * @param left - x, n ≥ 1 points
 * @param right - y, m ≥ 1 points
 *
 * Throws `bad-sample`.
 *
 * Source: Gretton et al. (2012), JMLR 13, section 2.2 (there its root).
 */
export function biasedSquaredMmd(kernel: Kernel, left: readonly Point[], right: readonly Point[]): number {
  checkCounts(left, right, 1);
  return meanKernel(kernel, left, left) + meanKernel(kernel, right, right) - 2 * meanKernel(kernel, left, right);
}

/**
 * The unbiased estimate of MMD², a U statistic: pairs of a sample with itself are left out. It may be negative, and must not be
 * clipped before it is averaged.
 *
 *   1/(n(n−1)) Σ_i≠j k(x_i, x_j) + 1/(m(m−1)) Σ_i≠j k(y_i, y_j) − 2/(nm) Σ_ij k(x_i, y_j)
 *
 * @param left - x, n ≥ 2 points
 * @param right - y, m ≥ 2 points
 *
 * Throws `bad-sample`.
 *
 * Source: Gretton et al. (2012), JMLR 13, lemma 6.
 */
export function unbiasedSquaredMmd(kernel: Kernel, left: readonly Point[], right: readonly Point[]): number {
  checkCounts(left, right, 2);
  return meanOfPairs(kernel, left) + meanOfPairs(kernel, right) - 2 * meanKernel(kernel, left, right);
}

function meanKernel(kernel: Kernel, xs: readonly Point[], ys: readonly Point[]): number {
  let total = 0;
  for (const x of xs) for (const y of ys) total += kernel(x, y);
  return total / (xs.length * ys.length);
}

function meanOfPairs(kernel: Kernel, xs: readonly Point[]): number {
  let total = 0;
  for (let i = 0; i < xs.length; i++) for (let j = 0; j < i; j++) total += kernel(xs[i]!, xs[j]!);
  return 2 * total / (xs.length * (xs.length - 1));
}

function checkCounts(left: readonly Point[], right: readonly Point[], minimum: number): void {
  if (left.length >= minimum && right.length >= minimum) return;
  throw new WorldwiseError("bad-sample", {
    expected: `at least ${minimum} samples on each side`, got: `${left.length} and ${right.length}`, todo: "collect more samples",
  });
}
