import { type BootstrapInterval, bootstrapInterval } from "./bootstrap.ts";
import { type BootstrapOptions, type BootstrapSettings, bootstrapSettings } from "./bootstrap-options.ts";
import { mean } from "./describe.ts";
import { expectThat } from "./expect-that.ts";
import type { Sample, Statistic } from "./sample.ts";

/** What a learning curve needs besides the runs. */
export interface LearningCurveOptions extends BootstrapOptions {
  /** Taken across runs at every position, for instance `interquartileMean`. Default: `mean`. */
  readonly statistic?: Statistic;
}

/** A statistic across runs at each of X positions, with a band of pointwise bootstrap intervals. */
export interface LearningCurve {
  /** [X] */
  readonly estimate: Float64Array;
  /** [X] */
  readonly low: Float64Array;
  /** [X] */
  readonly high: Float64Array;
  /** [X] How many runs reach this position. */
  readonly count: Uint32Array;
  readonly level: number;
  readonly resamples: number;
  readonly method: BootstrapSettings["method"];
}

/**
 * The curve of a statistic across runs, with pointwise bootstrap bands.
 *
 *   estimate_x = statistic(\{run_x : run has more than x values\})
 *
 * Runs may differ in length: each position uses the runs that reach it, and `count` says how many did. Where short runs
 * are failed (or early solved) ones, the far end shows the others only. The band is pointwise: each interval covers with
 * its own level, all of them together with less. With one run left, the band closes on the curve.
 *
 * @param runs - [R][X_r] finite values, one per position, such as the return of each episode
 * @returns arrays of length X = max_r X_r
 * @throws RangeError for no run, only empty runs, a value that is not finite, or options out of range.
 */
export function learningCurve(runs: readonly Sample[], options: LearningCurveOptions): LearningCurve {
  const size = runs.reduce((longest, run) => Math.max(longest, run.length), 0);
  expectThat(size > 0, "at least one run with values", `${runs.length} without any`, "pass the values of each run as one array");
  const { level, resamples, method } = bootstrapSettings(options);
  const curve: LearningCurve = {
    estimate: new Float64Array(size), low: new Float64Array(size), high: new Float64Array(size),
    count: new Uint32Array(size), level, resamples, method,
  };
  for (let x = 0; x < size; x++) {
    const reached = runs.filter((run) => run.length > x).map((run) => run[x]!);
    writePoint(bootstrapInterval(reached, options.statistic ?? mean, options), reached.length, x, curve);
  }
  return curve;
}

function writePoint({ estimate, low, high }: BootstrapInterval, count: number, x: number, outCurve: LearningCurve): void {
  outCurve.estimate[x] = estimate;
  outCurve.low[x] = low;
  outCurve.high[x] = high;
  outCurve.count[x] = count;
}

/**
 * Area under a curve, by the trapezoidal rule.
 *
 *   area = Σ_k ½ (y_k + y_(k+1)) (x_(k+1) − x_k)
 *
 * Divide by the span of the positions for the average height. One point has no area.
 *
 * @param values - [N] y
 * @param positions - [N] x, strictly ascending; default 0, 1, 2, …
 * @throws RangeError for no values, lengths that differ, or positions that do not ascend.
 */
export function areaUnderCurve(values: Sample, positions: Sample = Float64Array.from(values, (_, k) => k)): number {
  const matching = values.length > 0 && values.length === positions.length;
  const got = `${values.length} values and ${positions.length} positions`;
  expectThat(matching, "values, and one position for each", got, "pass two arrays of equal length");
  let area = 0;
  for (let k = 1; k < values.length; k++) {
    const width = positions[k]! - positions[k - 1]!;
    expectThat(width > 0, "strictly ascending positions", `a step of ${width} to index ${k}`, "sort the points");
    area += 0.5 * (values[k - 1]! + values[k]!) * width;
  }
  return area;
}

/**
 * The episode at which a run first becomes, and for a while stays, good enough.
 *
 *   min \{ k : lengths_k, …, lengths_(k + consecutive − 1) ≤ threshold \}, counted from 1
 *
 * @param lengths - [N] a number per episode, less being better: steps to the goal, for instance
 * @param threshold - good enough is at most this
 * @param consecutive - how many in a row must be good enough, 1 or more
 * @returns the first of those episodes, counted from 1; `null` where the run never gets there
 * @throws RangeError where `consecutive` is not a positive whole number, or the threshold is NaN.
 */
export function firstReach(lengths: Sample, threshold: number, consecutive: number): number | null {
  const positive = Number.isInteger(consecutive) && consecutive > 0;
  expectThat(positive, "a positive whole number of consecutive episodes", `${consecutive}`, "use 1 for the first good episode");
  expectThat(!Number.isNaN(threshold), "a threshold that is a number", "NaN", "pass the largest length that is good enough");
  let inARow = 0;
  for (let k = 0; k < lengths.length; k++) {
    inARow = lengths[k]! <= threshold ? inARow + 1 : 0;
    if (inARow === consecutive) return k + 2 - consecutive;
  }
  return null;
}
