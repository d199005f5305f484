import { type Aggregate, aggregateIntervals, type TaskBootstrapOptions } from "./aggregate-intervals.ts";
import type { BootstrapInterval } from "./bootstrap.ts";
import type { BootstrapMethod } from "./bootstrap-options.ts";
import { areaUnderCurve } from "./curves.ts";
import { expectThat } from "./expect-that.ts";
import { expectFinite, type Sample } from "./sample.ts";

/** The scores of one run along its way, at positions of its own: environment steps, model steps, seconds. */
export interface RunCurve {
  /** [N] Strictly ascending. */
  readonly positions: Sample;
  /** [N] Finite. */
  readonly values: Sample;
}

/**
 * What a run says beyond its last position.
 *
 * - `"carry"`: its last value, as of a learner that has stopped: it solved the task, or failed.
 * - `"cut"`: nothing, as of a run that has not got there yet: the others go on without it.
 */
export type BeyondTheEnd = "carry" | "cut";

/** What a sample-efficiency curve needs besides the runs. */
export interface SampleEfficiencyOptions extends TaskBootstrapOptions {
  /** [X] Common positions, strictly ascending; none before a run's first. */
  readonly positions: Sample;
  /** There is no default: the two tell different stories where runs differ in length. */
  readonly beyond: BeyondTheEnd;
  /** Taken over all tasks at every position. Default `"interquartileMean"`. */
  readonly aggregate?: Aggregate;
  /** The score that an optimality gap is measured from. Default 1. */
  readonly threshold?: number;
}

/** An aggregate over tasks at each of X positions, with pointwise bands, and the area under the runs. */
export interface SampleEfficiencyCurve {
  /** [X] */
  readonly positions: Float64Array;
  /** [X] NaN where a task has no run left. */
  readonly estimate: Float64Array;
  /** [X] NaN where a task has no run left. */
  readonly low: Float64Array;
  /** [X] NaN where a task has no run left. */
  readonly high: Float64Array;
  /** [X] How many runs of all tasks are counted. */
  readonly count: Uint32Array;
  /** The aggregate of the runs' average heights from the first position to `areaEnd`. */
  readonly area: BootstrapInterval;
  /** The last position, or with `"cut"` the last that all runs reach. */
  readonly areaEnd: number;
  readonly level: number;
  readonly resamples: number;
  readonly method: BootstrapMethod;
}

/**
 * Sample-efficiency curve over several tasks: runs of unequal lengths and positions, interpolated to common positions.
 *
 *   y_tk(x) = linear interpolation of run k of task t,  estimate_x = aggregate(\{y_tk(x)\})
 *   area = aggregate(\{1/(areaEnd − x_0) ∫ y_tk dx\})
 *
 * The integral is the trapezoidal rule over the common positions up to `areaEnd`. At every position each task is resampled
 * within itself, with the same key; the bands are pointwise. A position at which a task has no run left is NaN: an aggregate of
 * fewer tasks would be another quantity.
 *
 * @param tasks - [T][N_t] runs of each task
 * @throws RangeError for no task, no run, runs or positions that do not ascend, values that are not finite, positions before the
 * beginning of a run, or options out of range; with `"cut"` also where fewer than two positions are reached by all runs.
 *
 * Source: aggregates and intervals as in Agarwal, Schwarzer, Castro, Courville, Bellemare (2021), section 4. Differs: positions
 * are interpolated, runs may end early, and the area comes with an interval.
 */
export function sampleEfficiencyCurve(
  tasks: readonly (readonly RunCurve[])[], options: SampleEfficiencyOptions,
): SampleEfficiencyCurve {
  const { aggregate = "interquartileMean" } = options;
  const positions = checkedPositions(options);
  expectThat(tasks.length > 0, "at least one task", "none", "pass the runs of each task");
  const common = tasks.map((runs) => runs.map((run) => interpolated(run, positions, options.beyond)));
  const interval = (samples: readonly Sample[]): BootstrapInterval =>
    aggregateIntervals(samples, { ...options, aggregates: [aggregate] })[aggregate]!;
  const area = areaOf(common, positions, interval);
  const points = Array.from(positions, (_, x) => {
    const present = common.map((runs) => runs.map((run) => run[x]!).filter((value) => !Number.isNaN(value)));
    const count = present.reduce((sum, runs) => sum + runs.length, 0);
    return { count, ...(present.every((runs) => runs.length > 0) ? interval(present) : NOTHING) };
  });
  const { level, resamples, method } = area.area;
  return {
    positions, ...area, level, resamples, method,
    estimate: Float64Array.from(points, ({ estimate }) => estimate),
    low: Float64Array.from(points, ({ low }) => low),
    high: Float64Array.from(points, ({ high }) => high),
    count: Uint32Array.from(points, ({ count }) => count),
  };
}

const NOTHING = { estimate: NaN, low: NaN, high: NaN };

function checkedPositions({ positions, beyond }: SampleEfficiencyOptions): Float64Array {
  const known: readonly string[] = ["carry", "cut"];
  expectThat(known.includes(beyond), "beyond: \"carry\" or \"cut\"", `"${beyond}"`, "say what a run counts as after its end");
  expectThat(positions.length > 1, "at least two positions", `${positions.length}`, "give the positions to compare at");
  expectAscending(positions);
  return Float64Array.from(positions);
}

function expectAscending(positions: Sample): void {
  expectFinite(positions);
  for (let k = 1; k < positions.length; k++) {
    const step = positions[k]! - positions[k - 1]!;
    expectThat(step > 0, "strictly ascending positions", `a step of ${step} to index ${k}`, "sort the points");
  }
}

/** [X] The run at the common positions; NaN where it says nothing. */
function interpolated({ positions, values }: RunCurve, at: Float64Array, beyond: BeyondTheEnd): Float64Array {
  const got = `${values.length} values and ${positions.length} positions`;
  expectThat(values.length === positions.length, "one position for each value", got, "pass two arrays of equal length");
  expectFinite(values);
  expectAscending(positions);
  const begin = `positions from ${positions[0]!} on, where every run has begun`;
  expectThat(at[0]! >= positions[0]!, begin, `${at[0]!}`, "begin later, or record a first value at the start");
  const last = positions.length - 1;
  let k = 0;
  return at.map((x) => {
    while (k < last && positions[k + 1]! <= x) k += 1;
    if (k === last) return x === positions[last]! || beyond === "carry" ? values[last]! : NaN;
    const share = (x - positions[k]!) / (positions[k + 1]! - positions[k]!);
    return values[k]! + share * (values[k + 1]! - values[k]!);
  });
}

function areaOf(
  common: readonly (readonly Float64Array[])[], positions: Float64Array,
  interval: (tasks: readonly Sample[]) => BootstrapInterval,
): { area: BootstrapInterval; areaEnd: number } {
  const reached = (run: Float64Array): number => run.filter((value) => !Number.isNaN(value)).length;
  const size = Math.min(...common.flatMap((runs) => runs.map(reached)));
  const todo = "use \"carry\", or positions that are closer together";
  expectThat(size > 1, "two positions that every run reaches", `${size}`, todo);
  const span = positions[size - 1]! - positions[0]!;
  const height = (run: Float64Array): number => areaUnderCurve(run.subarray(0, size), positions.subarray(0, size)) / span;
  return { area: interval(common.map((runs) => runs.map(height))), areaEnd: positions[size - 1]! };
}
