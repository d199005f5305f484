import { checkSizes } from "./arena-array.ts";
import { MathError } from "./math-error.ts";

/** Projects each row of `[B, n]`; `out` may be the same array. */
export type SimplexProjection = (input: Float64Array, out: Float64Array) => void;

/** θ with Σ_i max(x_i - θ, 0) = 1, from the entries in descending order. */
function shiftOf(descending: Float64Array): number {
  let sum = 0, shift = 0;
  for (let i = 0; i < descending.length; i++) {
    sum += descending[i]!;
    const candidate = (sum - 1) / (i + 1);
    if (descending[i]! <= candidate) break;
    shift = candidate;
  }
  return shift;
}

/**
 * The nearest probability vector of each row.
 *
 *   out[b] = argmin_p ‖p - input[b]‖₂,  p ≥ 0,  Σ_i p_i = 1;  so out[b, i] = max(input[b, i] - θ_b, 0)
 *
 * Any number of rows at a call. Rows that are not finite give NaN. Sorts a copy of each row, kept here. Throws `math/size`,
 * and `math/array-length` where an array is no whole number of rows.
 *
 * Source: Held, Wolfe and Crowder (1974), section 5; Duchi, Shalev-Shwartz, Singer and Chandra (2008), algorithm 1.
 *
 * @param size - n, at least 1
 *
 * @example
 * ```ts
 * import { simplexProjection } from "@worldwise/math";
 *
 * const row = Float64Array.of(1.5, 1, -3);
 * simplexProjection(3)(row, row);
 * console.log(row.join(" ")); // 0.75 0.25 0
 * ```
 */
export function simplexProjection(size: number): SimplexProjection {
  checkSizes({ size }, 1);
  const sorted = new Float64Array(size);
  return (input, out) => {
    if (input.length % size !== 0 || out.length !== input.length) {
      throw new MathError("math/array-length", {
        expected: `two arrays of rows of ${size}`, got: `${input.length} and ${out.length} elements`, todo: "Match the sizes.",
      }, { size });
    }
    for (let from = 0; from < input.length; from += size) {
      for (let i = 0; i < size; i++) sorted[i] = input[from + i]!;
      sorted.sort().reverse();
      const isFinite = Number.isFinite(sorted[0]) && Number.isFinite(sorted[size - 1]);
      const shift = isFinite ? shiftOf(sorted) : NaN;
      for (let i = 0; i < size; i++) out[from + i] = Math.max(input[from + i]! - shift, 0);
    }
  };
}
