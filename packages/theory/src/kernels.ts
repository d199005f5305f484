import { WorldwiseError } from "@worldwise/protocol";

/** A point of d-dimensional space. */
export type Point = Float64Array;

/** k(x, y), symmetric and positive semidefinite. */
export type Kernel = (x: Point, y: Point) => number;

/**
 * k(x, y) = exp(−‖x − y‖₂² / (2 width²)).
 *
 * @param width - above 0, in the unit of the points; {@link medianDistance} is a common choice
 */
export function gaussianKernel(width: number): Kernel {
  checkWidth(width);
  return (x, y) => Math.exp(-(euclideanDistance(x, y) ** 2) / (2 * width * width));
}

/**
 * k(x, y) = exp(−‖x − y‖₁ / width).
 *
 * @param width - above 0
 */
export function laplaceKernel(width: number): Kernel {
  checkWidth(width);
  return (x, y) => Math.exp(-absoluteDistance(x, y) / width);
}

/**
 * k(x, y) = (x·y + offset)^degree; with degree 1 and offset 0 only means are compared.
 *
 * @param degree - 1, 2, …
 * @param offset - at least 0
 */
export function polynomialKernel(degree: number, offset = 1): Kernel {
  const isKernel = Number.isInteger(degree) && degree >= 1 && offset >= 0;
  if (!isKernel) throw bad("a degree of 1, 2, … and an offset of at least 0", `${degree}, ${offset}`);
  return (x, y) => {
    let product = offset;
    for (let i = 0; i < x.length; i++) product += x[i]! * y[i]!;
    return product ** degree;
  };
}

/** ‖x − y‖₂ */
export function euclideanDistance(x: Point, y: Point): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += (x[i]! - y[i]!) ** 2;
  return Math.sqrt(total);
}

/** ‖x − y‖₁ */
export function absoluteDistance(x: Point, y: Point): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) total += Math.abs(x[i]! - y[i]!);
  return total;
}

/**
 * Median of the Euclidean distances between all pairs of points: a width for kernels that fits the data.
 *
 * Throws `bad-kernel` where there are fewer than two points, or more than half of the pairs are equal.
 */
export function medianDistance(points: readonly Point[]): number {
  const distances = points.flatMap((x, i) => points.slice(0, i).map((y) => euclideanDistance(x, y))).sort((a, b) => a - b);
  const median = distances[Math.floor(distances.length / 2)] ?? 0;
  if (!(median > 0)) throw bad("points of which most pairs differ", `a median distance of ${median}`);
  return median;
}

function checkWidth(width: number): void {
  if (!(width > 0)) throw bad("a width above 0", String(width));
}

const bad = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-kernel", { expected, got, todo: "choose other options of the kernel" });
