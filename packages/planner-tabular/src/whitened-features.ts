/** One row of a model, and what its expectations should be. */
export interface ProjectionRow {
  /** Entries in use, K. */
  count: number;
  /** `[width]` p̂ of the first K entries; sums to 1. */
  readonly base: Float64Array;
  /** `[D, width]` φ_i of entry k at i · width + k. */
  readonly features: Float64Array;
  /** `[D]` ψ_i, the expectations that are asked for. */
  readonly target: Float64Array;
}

/** Features of one row, centered and orthonormal under p̂. */
export interface WhitenedFeatures {
  /** `[D, width]` E_p̂ w_i = 0, E_p̂ w_i w_j = 1[i = j]. */
  readonly w: Float64Array;
  /** `[D]` The expectations asked for, in the same units. */
  readonly t: Float64Array;
  /** Features of the row that vary on its support; the first so many of w and t. */
  kept: number;
  /** Largest |w − t| of all kept features and possible entries. */
  reach: number;
  /**
   * Whether each t_i lies strictly between the least and the greatest w_i of a possible entry: necessary for E_q w = t, q \> 0.
   */
  inside: boolean;
}

/** Features that vary by less than this, relative to their size, are constants up to rounding. */
const constantWithin = 1e-8;

/** Room for rows of `width` entries and `basisSize` features. */
export const whitenedFeatures = (basisSize: number, width: number): WhitenedFeatures =>
  ({ w: new Float64Array(basisSize * width), t: new Float64Array(basisSize), kept: 0, reach: 0, inside: true });

/** Gram and Schmidt, feature by feature; what is constant on the support, or a combination of earlier ones, is left out. */
export function whiten(row: ProjectionRow, width: number, out: WhitenedFeatures): void {
  out.kept = 0;
  out.reach = 0;
  out.inside = true;
  for (let i = 0; i < row.target.length; i++) if (keepFeature(row, i, width, out)) out.kept++;
  for (let i = 0; i < out.kept; i++) measureReach(row, i, width, out);
}

/** Writes feature i in the next free place; false if nothing of it is left. */
function keepFeature(
  { count, base, features, target }: ProjectionRow, i: number, width: number, { w, t, kept }: WhitenedFeatures,
): boolean {
  const [from, to] = [i * width, kept * width];
  let size = 0;
  for (let k = 0; k < count; k++) {
    w[to + k] = features[from + k]!;
    size = Math.max(size, Math.abs(features[from + k]!));
  }
  t[kept] = target[i]!;
  center(base, count, w, to, t, kept);
  for (let twice = 0; twice < 2; twice++) for (let j = 0; j < kept; j++) removePart(base, count, w, to, j * width, t, kept, j);
  const norm = Math.sqrt(product(base, count, w, to, to));
  if (!(norm > constantWithin * size)) return false;
  for (let k = 0; k < count; k++) w[to + k]! /= norm;
  t[kept] /= norm;
  return true;
}

/** w ← w − E_p̂ w, t alike. */
function center(base: Float64Array, count: number, w: Float64Array, at: number, t: Float64Array, i: number): void {
  let mean = 0;
  for (let k = 0; k < count; k++) mean += base[k]! * w[at + k]!;
  for (let k = 0; k < count; k++) w[at + k]! -= mean;
  t[i]! -= mean;
}

/** w_i ← w_i − (E_p̂ w_i w_j) w_j, t alike. */
function removePart(
  base: Float64Array, count: number, w: Float64Array, at: number, other: number, t: Float64Array, i: number, j: number,
): void {
  const part = product(base, count, w, at, other);
  for (let k = 0; k < count; k++) w[at + k]! -= part * w[other + k]!;
  t[i]! -= part * t[j]!;
}

/** E_p̂ w_i w_j, by where they begin. */
function product(base: Float64Array, count: number, w: Float64Array, at: number, other: number): number {
  let total = 0;
  for (let k = 0; k < count; k++) total += base[k]! * w[at + k]! * w[other + k]!;
  return total;
}

function measureReach({ count, base }: ProjectionRow, i: number, width: number, out: WhitenedFeatures): void {
  let least = Infinity, greatest = -Infinity;
  for (let k = 0; k < count; k++) {
    if (!(base[k]! > 0)) continue;
    least = Math.min(least, out.w[i * width + k]!);
    greatest = Math.max(greatest, out.w[i * width + k]!);
  }
  out.reach = Math.max(out.reach, greatest - out.t[i]!, out.t[i]! - least);
  out.inside &&= least < out.t[i]! && out.t[i]! < greatest;
}
