/** max |x|, 0 of nothing. */
export function supNorm(x: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < x.length; i++) largest = Math.max(largest, Math.abs(x[i]!));
  return largest;
}

/** max x, −∞ of nothing. */
export function largest(x: ArrayLike<number>): number {
  let best = -Infinity;
  for (let i = 0; i < x.length; i++) best = Math.max(best, x[i]!);
  return best;
}

/** x − y */
export function subtract(x: Float64Array, y: Float64Array): Float64Array {
  return x.map((entry, i) => entry - y[i]!);
}

/** x + y */
export function add(x: Float64Array, y: Float64Array): Float64Array {
  return x.map((entry, i) => entry + y[i]!);
}

/** x·y, where 0 · ∞ is 0: what has no weight does not count. */
export function weightedSum(weight: Float64Array, x: Float64Array): number {
  let total = 0;
  for (let i = 0; i < x.length; i++) if (weight[i] !== 0) total += weight[i]! * x[i]!;
  return total;
}
