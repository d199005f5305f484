import type { FloatArray } from "./arena-array.ts";
import { MathError } from "./math-error.ts";

/** Numbers as distributions over fixed support points. */
export interface TwoHot {
  /** `[N]` The support, ascending. */
  readonly support: Float64Array;
  /** out `[B, N]` ← weights of the two neighbors of each value `[B]`; values beyond the support are moved to its end. */
  readonly encode: (value: FloatArray, out: FloatArray) => void;
  /** out `[B]` ← Σ_k weight[b, k] support[k], summed from left to right in float64. */
  readonly decode: (weight: FloatArray, out: FloatArray) => void;
}

function isAscending(support: Float64Array): boolean {
  return support.every((x, k) => Number.isFinite(x) && (k === 0 || x > support[k - 1]!));
}

/** The last k with support[k] ≤ x, or 0. */
function intervalOf(support: Float64Array, x: number): number {
  let low = 0, high = support.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (support[middle]! <= x) low = middle;
    else high = middle - 1;
  }
  return low;
}

function checkRows(name: string, rows: FloatArray, values: FloatArray, size: number): void {
  if (rows.length === values.length * size) return;
  throw new MathError("math/array-length", {
    expected: `${name} of ${values.length * size} elements`, got: String(rows.length), todo: "Match the sizes.",
  }, { name, size });
}

/**
 * The code of a number x between support points, low ≤ x ≤ high: weights (high - x) / (high - low) and (x - low) / (high - low).
 *
 * `decode` undoes `encode` up to rounding for values within the support; NaN gives a row of NaN. Arrays may live anywhere.
 * Throws `math/support` unless the points are finite and ascend, and `math/array-length`.
 *
 * Source: Schrittwieser et al. (2020), "Mastering Atari, Go, chess and shogi by planning with a learned model", appendix F.
 *
 * @param support - `[N]`, N ≥ 1; copied
 *
 * @example
 * ```ts
 * import { twoHot } from "@worldwise/math";
 *
 * const weight = new Float64Array(3);
 * twoHot([-1, 0, 2]).encode(Float64Array.of(0.5), weight);
 * console.log(weight.join(" ")); // 0 0.75 0.25
 * ```
 */
export function twoHot(support: ArrayLike<number>): TwoHot {
  const points = Float64Array.from(support), size = points.length;
  if (size === 0 || !isAscending(points)) {
    throw new MathError("math/support", {
      expected: "finite, ascending support points", got: `${size} points`, todo: "Sort them, without repetition.",
    }, { size });
  }
  return Object.freeze({
    support: points,
    encode: (value: FloatArray, out: FloatArray) => {
      checkRows("out", out, value, size);
      out.fill(0);
      for (let b = 0; b < value.length; b++) {
        const x = Math.min(Math.max(value[b]!, points[0]!), points[size - 1]!);
        const k = Math.min(intervalOf(points, x), size - 2);
        const upper = size === 1 ? 0 : (x - points[k]!) / (points[k + 1]! - points[k]!);
        if (Number.isNaN(x)) out.fill(NaN, b * size, (b + 1) * size);
        else if (size === 1) out[b] = 1; // there is no second neighbor
        else {
          out[b * size + k] = 1 - upper;
          out[b * size + k + 1] = upper;
        }
      }
    },
    decode: (weight: FloatArray, out: FloatArray) => {
      checkRows("weight", weight, out, size);
      for (let b = 0; b < out.length; b++) {
        let sum = 0;
        for (let k = 0; k < size; k++) sum += weight[b * size + k]! * points[k]!;
        out[b] = sum;
      }
    },
  });
}
