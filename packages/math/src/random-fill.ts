import { MathError } from "./math-error.ts";
import type { FloatArray } from "./arena-array.ts";
import type { Random } from "./random.ts";

/**
 * out[i] uniform in [low, high), drawn in order: low + (high - low) u_i.
 *
 * @param out - overwritten; float32 is rounded from float64, and may so reach `high`
 */
export function fillUniform(random: Random, out: FloatArray, low = 0, high = 1): void {
  const width = high - low;
  for (let i = 0; i < out.length; i++) out[i] = low + width * random.uniform();
}

/** out[i] ← mean + deviation · normal, drawn in order; `out` is overwritten. */
export function fillNormal(random: Random, out: FloatArray, mean = 0, deviation = 1): void {
  for (let i = 0; i < out.length; i++) out[i] = mean + deviation * random.normal();
}

/**
 * out ← a permutation of 0 … n - 1, all equally likely, n = out.length; overwritten.
 *
 * Source: Fisher and Yates; Durstenfeld (1964), algorithm 235, from the last place to the first: n - 1 draws of `integer`.
 */
export function fillPermutation(random: Random, out: Int32Array): void {
  for (let i = 0; i < out.length; i++) out[i] = i;
  shuffle(random, out);
}

/** Puts the elements in an order that is drawn uniformly, as {@link fillPermutation} does. */
export function shuffle(random: Random, array: Int32Array | Uint32Array | FloatArray): void {
  for (let i = array.length - 1; i > 0; i--) {
    const j = random.integer(i + 1), kept = array[i]!;
    array[i] = array[j]!;
    array[j] = kept;
  }
}

/** Throws `math/distribution` unless `holds`. */
export function checkDistribution(holds: boolean, expected: string, got: number | string): void {
  if (holds) return;
  throw new MathError("math/distribution", { expected, got: String(got), todo: "Correct the parameters." }, { got });
}
