import { WorldwiseError } from "@worldwise/protocol";

/** How far the sum of a distribution may be from 1. */
const SUM_TOLERANCE = 1e-9;

/** Throws `bad-distribution` unless `masses` are numbers of at least 0 that sum to 1. */
export function checkDistribution(name: string, masses: Float64Array): void {
  let total = 0;
  for (let i = 0; i < masses.length; i++) {
    if (!(masses[i]! >= 0)) throw bad(`masses of at least 0 in ${name}`, `${masses[i]} at ${i}`);
    total += masses[i]!;
  }
  if (!(Math.abs(total - 1) <= SUM_TOLERANCE)) throw bad(`masses of ${name} that sum to 1`, `the sum ${total}`);
}

/** Throws unless p and q are distributions over the same points. */
export function checkDistributions(p: Float64Array, q: Float64Array): void {
  checkLength("q", q.length, p.length);
  checkDistribution("p", p);
  checkDistribution("q", q);
}

/** Throws `bad-length` unless an array has the length it should have. */
export function checkLength(name: string, length: number, expected: number): void {
  if (length === expected) return;
  throw new WorldwiseError("bad-length", {
    expected: `${expected} numbers in ${name}`, got: String(length), todo: `give ${name} the shape that its documentation names`,
  }, { name, length });
}

/** Throws `bad-number` unless all numbers are finite. */
export function checkFinite(name: string, numbers: Float64Array): void {
  const at = numbers.findIndex((number) => !Number.isFinite(number));
  if (at < 0) return;
  throw new WorldwiseError("bad-number", {
    expected: `finite numbers in ${name}`, got: `${numbers[at]} at ${at}`, todo: `look where ${name} was computed`,
  }, { name, at });
}

/** Throws `bad-number` unless a number is finite and at least 0. */
export function checkNonNegative(name: string, number: number): void {
  if (number >= 0 && Number.isFinite(number)) return;
  throw new WorldwiseError("bad-number", {
    expected: `${name} finite and at least 0`, got: String(number), todo: `correct ${name}`,
  }, { name });
}

/**
 * The empirical distribution of `samples` over points 0 … n−1: mass[i] = (number of samples that are i) / (number of samples).
 *
 * @param samples - indices of points; at least one
 * @param pointCount - n
 * @returns `[n]`
 *
 * Throws `bad-sample`.
 */
export function empiricalDistribution(samples: ArrayLike<number>, pointCount: number): Float64Array {
  const masses = new Float64Array(pointCount);
  if (samples.length === 0) throw badSample("at least one sample", "none");
  for (let i = 0; i < samples.length; i++) {
    const point = samples[i]!;
    const exists = Number.isInteger(point) && point >= 0 && point < pointCount;
    if (!exists) throw badSample(`points below ${pointCount}`, String(point));
    masses[point] = masses[point]! + 1 / samples.length;
  }
  return masses;
}

const bad = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-distribution", { expected, got, todo: "normalize it, or correct how it was estimated" });
const badSample = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-sample", { expected, got, todo: "check how the samples were collected" });
