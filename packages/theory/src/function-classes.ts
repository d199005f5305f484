import { WorldwiseError } from "@worldwise/protocol";
import { checkDistributions, checkFinite, checkLength, checkNonNegative } from "./distribution.ts";
import { kernelDifference } from "./maximum-mean-discrepancy.ts";
import { lipschitzWitness } from "./wasserstein.ts";

/** The integral probability metric of a class of functions, and the function that attains it. */
export interface Supremum {
  /** d_F(p, q) = sup over f in F of |Σ_i (p[i] − q[i]) f(i)| */
  readonly distance: number;
  /** `[n]` f in F, or −f, with Σ_i (p[i] − q[i]) f(i) = distance. */
  readonly witness: Float64Array;
}

/** A class F of functions of n points. */
export interface FunctionClass {
  readonly name: string;
  /** n */
  readonly pointCount: number;
  /**
   * What the worst function of the class sees of the difference between p and q, both `[n]`.
   *
   * Throws `bad-distribution`, `bad-length`.
   *
   * Source: Müller (1997), Advances in Applied Probability 29(2).
   */
  supremum(p: Float64Array, q: Float64Array): Supremum;
}

/** Norms of the parameters of a linear class. */
export type BallNorm = "l1" | "l2" | "linf";

/**
 * F = \{f_1, …, f_K\}: the value functions at hand, as in value equivalence and, with K = 1, iterated VAML.
 *
 * @param functions - `[K, n]` one row for each function
 */
export function finiteClass(functions: Float64Array, pointCount: number): FunctionClass {
  const functionCount = functions.length / pointCount;
  checkLength("functions", functions.length, Math.max(1, Math.ceil(functionCount)) * pointCount);
  checkFinite("functions", functions);
  const rows = Array.from({ length: functionCount }, (_, k) => functions.slice(k * pointCount, (k + 1) * pointCount));
  return functionClass("finite", pointCount, (difference) => {
    const means = rows.map((row) => dot(difference, row));
    const k = indexOfLargest(means);
    const sign = means[k]! < 0 ? -1 : 1;
    return rows[k]!.map((value) => sign * value);
  });
}

/**
 * F = \{φ(·)·θ : ‖θ‖ ≤ radius\}, the class of VAML.
 *
 *   d_F(p, q) = radius · ‖Φᵀ(p − q)‖ in the dual norm: l2 for l2, linf for l1, l1 for linf
 *
 * @param features - `[n, d]` Φ
 * @param options - the norm of θ, default "l2"; the radius, at least 0, default 1
 *
 * Source: Farahmand, Barreto and Nikovski (2017), AISTATS.
 */
export function linearBall(
  features: Float64Array, pointCount: number, options: { readonly norm?: BallNorm; readonly radius?: number } = {},
): FunctionClass {
  const { norm = "l2", radius = 1 } = options;
  const featureCount = features.length / pointCount;
  checkLength("features", features.length, Math.max(1, Math.ceil(featureCount)) * pointCount);
  checkFinite("features", features);
  checkNonNegative("radius", radius);
  return functionClass(`linear-${norm}`, pointCount, (difference) => {
    const gap = new Float64Array(featureCount);
    features.forEach((feature, at) => gap[at % featureCount]! += difference[Math.floor(at / featureCount)]! * feature);
    const theta = steepest(gap, norm);
    return difference.map((_, i) => radius * dot(features.subarray(i * featureCount, (i + 1) * featureCount), theta));
  });
}

/** The θ of norm 1 with the largest θ·gap. */
function steepest(gap: Float64Array, norm: BallNorm): Float64Array {
  if (norm === "linf") return gap.map(Math.sign);
  if (norm === "l1") {
    const k = indexOfLargest([...gap]);
    return gap.map((entry, i) => i === k ? Math.sign(entry) : 0);
  }
  const length = Math.sqrt(dot(gap, gap));
  return length === 0 ? gap : gap.map((entry) => entry / length);
}

/**
 * F = \{f : ‖f‖ ≤ radius\} in the reproducing kernel Hilbert space of k; d_F = radius · MMD.
 *
 * @param gram - `[n, n]` K[i, j] = k(i, j)
 */
export function rkhsBall(gram: Float64Array, radius = 1): FunctionClass {
  const pointCount = sideOf("gram", gram);
  checkNonNegative("radius", radius);
  return functionClass("rkhs", pointCount, (difference, p, q) => {
    const smoothed = kernelDifference(gram, p, q);
    const norm = Math.sqrt(Math.max(0, dot(smoothed, difference)));
    return norm === 0 ? new Float64Array(pointCount) : smoothed.map((entry) => radius * entry / norm);
  });
}

/**
 * F = \{f : |f(i) − f(j)| ≤ radius · distance[i, j]\}; d_F = radius · W₁.
 *
 * @param distance - `[n, n]` a metric. Symmetry, signs and the diagonal are checked, the triangle inequality is not.
 * @param radius - the Lipschitz constant
 */
export function lipschitzBall(distance: Float64Array, radius = 1): FunctionClass {
  const pointCount = sideOf("distance", distance);
  checkNonNegative("radius", radius);
  distance.forEach((entry, at) => {
    const mirrored = distance[(at % pointCount) * pointCount + Math.floor(at / pointCount)]!;
    const onDiagonal = at % (pointCount + 1) === 0;
    if (entry >= 0 && entry === mirrored && !(onDiagonal && entry > 0)) return;
    throw new WorldwiseError("bad-distance", {
      expected: "a symmetric matrix of at least 0, with a diagonal of 0", got: `${entry} and ${mirrored}`,
      todo: "give distances of a metric",
    }, { at });
  });
  return functionClass("lipschitz", pointCount, (_, p, q) => lipschitzWitness(distance, p, q).map((entry) => radius * entry));
}

/** F = \{f : |f| ≤ radius\}; d_F = radius · ‖p − q‖₁, the total variation of the lecture. */
export function boundedBall(pointCount: number, radius = 1): FunctionClass {
  checkNonNegative("radius", radius);
  return functionClass("bounded", pointCount, (difference) => difference.map((entry) => radius * Math.sign(entry)));
}

function functionClass(
  name: string, pointCount: number, witnessOf: (difference: Float64Array, p: Float64Array, q: Float64Array) => Float64Array,
): FunctionClass {
  return Object.freeze({
    name, pointCount,
    supremum(p: Float64Array, q: Float64Array): Supremum {
      checkLength("p", p.length, pointCount);
      checkDistributions(p, q);
      const difference = p.map((mass, i) => mass - q[i]!);
      const witness = witnessOf(difference, p, q);
      return { distance: Math.max(0, dot(difference, witness)), witness };
    },
  });
}

function sideOf(name: string, matrix: Float64Array): number {
  const side = Math.round(Math.sqrt(matrix.length));
  checkLength(name, matrix.length, side * side);
  checkFinite(name, matrix);
  return side;
}

function indexOfLargest(numbers: readonly number[]): number {
  return numbers.reduce((best, number, k) => Math.abs(number) > Math.abs(numbers[best]!) ? k : best, 0);
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, entry, i) => total + entry * b[i]!, 0);
}
