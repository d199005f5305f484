import { WorldwiseError } from "@worldwise/protocol";
import { checkDistributions, checkFinite, checkLength } from "./distribution.ts";
import { optimalTransport, transportUnchecked } from "./optimal-transport.ts";

/**
 * Wasserstein-1 distance of two distributions over numbers: the area between their distribution functions.
 *
 *   W₁(p, q) = ∫ |F_p(t) − F_q(t)| dt
 *
 * @param points - `[n]` where the masses lie, in any order, possibly repeated
 * @param p - `[n]`, as q
 * @returns in the unit of the points
 *
 * Throws `bad-distribution`, `bad-length`, `bad-number`.
 *
 * Source: Villani (2003), "Topics in optimal transportation", section 2.2.
 */
export function wassersteinOnLine(points: Float64Array, p: Float64Array, q: Float64Array): number {
  checkDistributions(p, q);
  checkLength("points", points.length, p.length);
  checkFinite("points", points);
  const order = Array.from(points, (_, i) => i).sort((i, j) => points[i]! - points[j]!);
  let [area, difference] = [0, 0];
  for (let at = 0; at + 1 < order.length; at++) {
    const [here, next] = [order[at]!, order[at + 1]!];
    difference += p[here]! - q[here]!;
    area += Math.abs(difference) * (points[next]! - points[here]!);
  }
  return area;
}

/**
 * Wasserstein-1 distance of two samples of numbers, which may differ in size.
 *
 * With samples of one size n it is (1/n) Σ_i |left₍ᵢ₎ − right₍ᵢ₎| of the sorted samples.
 *
 * Throws `bad-sample`, `bad-number`.
 */
export function empiricalWassersteinOnLine(left: Float64Array, right: Float64Array): number {
  if (left.length === 0 || right.length === 0) {
    throw new WorldwiseError("bad-sample", {
      expected: "at least one sample on each side", got: "none", todo: "collect samples first",
    });
  }
  const points = Float64Array.of(...left, ...right);
  const p = Float64Array.from(points, (_, i) => i < left.length ? 1 / left.length : 0);
  const q = Float64Array.from(points, (_, i) => i < left.length ? 0 : 1 / right.length);
  return wassersteinOnLine(points, p, q);
}

/**
 * Wasserstein-1 distance for any ground distance.
 *
 *   W₁(p, q) = min over plans of Σ_ij plan[i, j] distance[i, j]
 *
 * Solved as {@link optimalTransport}, over the points that have mass.
 *
 * @param distance - `[n, n]` of the points from each other; a metric, if the result should be one
 * @param p - `[n]`, as q
 *
 * Throws `bad-distribution`, `bad-length`, `bad-number`.
 */
export function wasserstein(distance: Float64Array, p: Float64Array, q: Float64Array): number {
  checkDistributions(p, q);
  checkLength("distance", distance.length, p.length * q.length);
  checkFinite("distance", distance);
  return wassersteinUnchecked((from, to) => distance[from * p.length + to]!, p, q);
}

/** Distance of outcome `from` to outcome `to`. */
export type GroundDistance = (from: number, to: number) => number;

/** W₁ of distributions that are known to be such. */
export function wassersteinUnchecked(distance: GroundDistance, p: Float64Array, q: Float64Array): number {
  const [sources, targets] = [support(p), support(q)];
  const cost = Float64Array.from({ length: sources.length * targets.length }, (_, at) =>
    distance(sources[Math.floor(at / targets.length)]!, targets[at % targets.length]!));
  return transportUnchecked(cost, Float64Array.from(sources, (i) => p[i]!), Float64Array.from(targets, (j) => q[j]!)).cost;
}

function support(masses: Float64Array): readonly number[] {
  return Array.from(masses, (_, i) => i).filter((i) => masses[i]! > 0);
}

/**
 * A function of Lipschitz constant 1 that tells p from q as well as any: W₁(p, q) = Σ_i (p[i] − q[i]) f(i).
 *
 *   f(i) = min over j with q[j] \> 0 of distance[i, j] − v[j],   v the prices of the optimal transport
 *
 * @param distance - `[n, n]` a metric
 * @returns `[n]` f
 *
 * Source: Villani (2003), "Topics in optimal transportation", theorem 1.14 (Kantorovich and Rubinstein).
 */
export function lipschitzWitness(distance: Float64Array, p: Float64Array, q: Float64Array): Float64Array {
  const { targetPotential } = optimalTransport(distance, p, q);
  return p.map((_, i) => {
    let lowest = Infinity;
    for (let j = 0; j < q.length; j++) {
      if (q[j]! > 0) lowest = Math.min(lowest, distance[i * q.length + j]! - targetPotential[j]!);
    }
    return lowest;
  });
}
