import { WorldwiseError } from "@worldwise/protocol";
import { checkFinite } from "./distribution.ts";
import type { Kernel, Point } from "./kernels.ts";

/** Two samples as two distributions over one list of points, so that every distance of distributions has an empirical form. */
export interface PooledSamples {
  /** `[n + m]` First those of the left sample. */
  readonly points: readonly Point[];
  /** `[n + m]` 1/n on the left sample. */
  readonly left: Float64Array;
  /** `[n + m]` 1/m on the right sample. */
  readonly right: Float64Array;
}

/**
 * Pools two samples.
 *
 * Samples of continuous variables never meet, and then every bounded function tells them apart: the empirical form of ‖·‖₁ is 2
 * whatever n is. Compare samples by classes that are smaller.
 *
 * @param left - n ≥ 1 points
 * @param right - m ≥ 1 points of the same dimension
 *
 * Throws `bad-sample`, `bad-number`.
 *
 * @example
 * ```ts
 * import { distanceMatrix, euclideanDistance, lipschitzBall, pooledSamples } from "@worldwise/theory";
 *
 * const { points, left, right } = pooledSamples([Float64Array.of(0, 0), Float64Array.of(1, 0)], [Float64Array.of(0, 2)]);
 * const lipschitz = lipschitzBall(distanceMatrix(euclideanDistance, points));
 * console.log(lipschitz.supremum(left, right).distance.toFixed(4)); // 2.1180
 * ```
 */
export function pooledSamples(left: readonly Point[], right: readonly Point[]): PooledSamples {
  const [n, m] = [left.length, right.length];
  if (n === 0 || m === 0) throw bad("at least one sample on each side", `${n} and ${m}`);
  const points = [...left, ...right];
  const dimension = points[0]!.length;
  for (const point of points) {
    if (point.length !== dimension) throw bad(`points of dimension ${dimension}`, String(point.length));
    checkFinite("a sample", point);
  }
  return {
    points,
    left: Float64Array.from(points, (_, i) => i < n ? 1 / n : 0),
    right: Float64Array.from(points, (_, i) => i < n ? 0 : 1 / m),
  };
}

/** `[n, n]` k(points[i], points[j]) */
export function gramMatrix(kernel: Kernel, points: readonly Point[]): Float64Array {
  return pairwise(kernel, points);
}

/** `[n, n]` distance(points[i], points[j]) */
export function distanceMatrix(distance: (x: Point, y: Point) => number, points: readonly Point[]): Float64Array {
  return pairwise(distance, points);
}

/** `[n, d]` features(points[i]), one row for each point. Throws `bad-sample` unless all rows have one length. */
export function featureMatrix(features: (x: Point) => Float64Array, points: readonly Point[]): Float64Array {
  const rows = points.map(features);
  const featureCount = rows[0]?.length ?? 0;
  const matrix = new Float64Array(rows.length * featureCount);
  rows.forEach((row, i) => {
    if (row.length !== featureCount) throw bad(`${featureCount} features of each point`, String(row.length));
    matrix.set(row, i * featureCount);
  });
  return matrix;
}

function pairwise(of: (x: Point, y: Point) => number, points: readonly Point[]): Float64Array {
  const n = points.length;
  return Float64Array.from({ length: n * n }, (_, at) => of(points[Math.floor(at / n)]!, points[at % n]!));
}

const bad = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-sample", { expected, got, todo: "check how the samples were collected" });
