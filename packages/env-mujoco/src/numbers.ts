import type { Random } from "@worldwise/protocol";
import type { Interval } from "./check-options.ts";

/** x, or the nearer bound. */
export const clip = (x: number, low: number, high: number): number => Math.min(Math.max(x, low), high);

/** Whether a number lies in a range, its bounds excluded. */
export const isInside = (x: number, [low, high]: Interval): boolean => low < x && x < high;

/** Whether all numbers from a place on are inside, `count` of them. */
export function areInside(numbers: ArrayLike<number>, from: number, count: number, range: Interval): boolean {
  for (let i = from; i < from + count; i++) if (!isInside(numbers[i]!, range)) return false;
  return true;
}

/** Whether all numbers are finite. */
export function areFinite(numbers: Float64Array): boolean {
  for (let i = 0; i < numbers.length; i++) if (!Number.isFinite(numbers[i]!)) return false;
  return true;
}

/** out[i] += low + (high − low) u, drawn in order, low = −scale and high = scale: as NumPy draws it. */
export function addUniform(random: Random, scale: number, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i]! += -scale + (scale + scale) * random.uniform();
}

/** out[i] += scale · n, drawn in order. */
export function addNormal(random: Random, scale: number, out: Float64Array): void {
  for (let i = 0; i < out.length; i++) out[i]! += scale * random.normal();
}

/** Copies numbers from `from` on to the place `at`, each clipped to ±`bound`. Answers the place after them. */
export function writeClipped(out: Float64Array, at: number, numbers: Float64Array, from: number, bound: number): number {
  for (let i = from; i < numbers.length; i++) out[at++] = clip(numbers[i]!, -bound, bound);
  return at;
}

/** Copies numbers from `from` on to the place `at`. Answers the place after them. */
export function write(out: Float64Array, at: number, numbers: Float64Array, from: number): number {
  for (let i = from; i < numbers.length; i++) out[at++] = numbers[i]!;
  return at;
}
