/** Both sides of an inequality, left ≤ right. */
export interface Bound {
  /** What the right side is made of. */
  readonly name: string;
  readonly left: number;
  /** May be infinite: then the bound says nothing. */
  readonly right: number;
  /** right − left; negative only by rounding. */
  readonly slack: number;
  /** right / left, how many times too large the bound is; 1 where both are 0. */
  readonly looseness: number;
}

/** Both sides of an inequality that holds in every state. */
export interface VectorBound {
  readonly name: string;
  /** `[N]` */
  readonly left: Float64Array;
  /** `[N]` */
  readonly right: Float64Array;
  /** The smallest right[x] − left[x]. */
  readonly slack: number;
  /** ‖right‖∞ / ‖left‖∞; 1 where both are 0. */
  readonly looseness: number;
}

/** Bounds of one left side, by name, each at least as loose as the one before. */
export type BoundChain<Name extends string> = Readonly<Record<Name, Bound>>;

/** Writes out both sides of an inequality. */
export function bound(name: string, left: number, right: number): Bound {
  return Object.freeze({ name, left, right, slack: right - left, looseness: ratio(right, left) });
}

/** Writes out both sides of an inequality of vectors. */
export function vectorBound(name: string, left: Float64Array, right: Float64Array): VectorBound {
  let [slack, largestLeft, largestRight] = [Infinity, 0, 0];
  for (let i = 0; i < left.length; i++) {
    slack = Math.min(slack, right[i]! - left[i]!);
    largestLeft = Math.max(largestLeft, Math.abs(left[i]!));
    largestRight = Math.max(largestRight, Math.abs(right[i]!));
  }
  return Object.freeze({ name, left, right, slack, looseness: ratio(largestRight, largestLeft) });
}

/** One left side and its bounds, from tight to loose. */
export function boundChain<Name extends string>(left: number, rights: Readonly<Record<Name, number>>): BoundChain<Name> {
  const names = Object.keys(rights) as Name[]; // the keys of a record of these names
  const links = names.map((name) => [name, bound(name, left, rights[name])]);
  return Object.freeze(Object.fromEntries(links)) as BoundChain<Name>; // one entry for each name
}

/**
 * Whether left ≤ right up to rounding.
 *
 * @param tolerance - relative to the larger of 1 and |right|
 */
export function holds({ left, right }: Bound, tolerance = 1e-10): boolean {
  return left <= right + tolerance * Math.max(1, Math.abs(right));
}

function ratio(right: number, left: number): number {
  return right === 0 && left === 0 ? 1 : right / left;
}
