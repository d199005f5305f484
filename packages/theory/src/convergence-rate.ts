import { WorldwiseError } from "@worldwise/protocol";
import { checkLength } from "./distribution.ts";
import { studentCentralQuantile } from "./student.ts";

/** error ≈ scale · countˢˡᵒᵖᵉ, measured. */
export interface ConvergenceRate {
  /** −1/2 where errors fall like √(1/n). */
  readonly slope: number;
  /** Interval of the slope at `level`. */
  readonly low: number;
  readonly high: number;
  readonly level: number;
  /** The error at one sample that the line extrapolates to. */
  readonly scale: number;
  /** Share of the variation of log error that the line explains, in `[0, 1]`. */
  readonly explained: number;
}

/**
 * The rate at which errors fall, measured: the slope of log error over log count by least squares, with Student's interval.
 *
 * The interval takes the deviations from a power law as independent and of one size. Give the errors of separate runs as separate
 * points, and errors in excess of what the class of models cannot do better than: an error that levels off has no rate.
 *
 * @param counts - `[n]` sample counts above 0, not all equal
 * @param errors - `[n]` errors above 0; n ≥ 3
 * @param level - of the interval, in (0, 1). Default 0.95
 *
 * Throws `bad-length`, `bad-rate`.
 *
 * @example
 * ```ts
 * import { convergenceRate } from "@worldwise/theory";
 *
 * const counts = Float64Array.of(100, 1000, 10_000);
 * const { slope, scale } = convergenceRate(counts, counts.map((count) => 3 / Math.sqrt(count)));
 * console.log(slope.toFixed(3), scale.toFixed(3)); // -0.500 3.000
 * ```
 */
export function convergenceRate(counts: Float64Array, errors: Float64Array, level = 0.95): ConvergenceRate {
  checkPoints(counts, errors, level);
  const [x, y] = [counts.map(Math.log), errors.map(Math.log)];
  const [meanX, meanY] = [mean(x), mean(y)];
  const [spreadX, spreadY, together] = [spread(x, x), spread(y, y), spread(x, y)];
  const slope = together / spreadX;
  const left = y.reduce((total, entry, i) => total + (entry - meanY - slope * (x[i]! - meanX)) ** 2, 0);
  const degrees = x.length - 2;
  const halfWidth = studentCentralQuantile(level, degrees) * Math.sqrt(left / degrees / spreadX);
  return {
    slope, low: slope - halfWidth, high: slope + halfWidth, level,
    scale: Math.exp(meanY - slope * meanX), explained: spreadY === 0 ? 1 : Math.max(0, 1 - left / spreadY),
  };
}

function checkPoints(counts: Float64Array, errors: Float64Array, level: number): void {
  checkLength("errors", errors.length, counts.length);
  if (counts.length < 3) throw bad("at least three points", String(counts.length));
  for (const [name, numbers] of [["counts", counts], ["errors", errors]] as const) {
    const at = numbers.findIndex((number) => !(number > 0 && Number.isFinite(number)));
    if (at >= 0) throw bad(`${name} above 0`, `${numbers[at]} at ${at}`);
  }
  if (counts.every((count) => count === counts[0])) throw bad("counts that differ", `${counts[0]} everywhere`);
  if (!(level > 0 && level < 1)) throw bad("a level in (0, 1)", String(level));
}

function mean(x: Float64Array): number {
  return x.reduce((total, entry) => total + entry, 0) / x.length;
}

/** Σ (x − mean x)(y − mean y) */
function spread(x: Float64Array, y: Float64Array): number {
  const [meanX, meanY] = [mean(x), mean(y)];
  return x.reduce((total, entry, i) => total + (entry - meanX) * (y[i]! - meanY), 0);
}

const bad = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-rate", { expected, got, todo: "leave out runs without an error, and measure at several counts" });
