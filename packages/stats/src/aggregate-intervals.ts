import { type RandomKey, type ResampledAggregates, taskResampling } from "@worldwise/math";
import { acceleration } from "./bias-corrected.ts";
import type { BootstrapInterval } from "./bootstrap.ts";
import { type BootstrapEnds, endsOfReplicates } from "./bootstrap-ends.ts";
import { type BootstrapOptions, bootstrapSettings } from "./bootstrap-options.ts";
import { expectThat } from "./expect-that.ts";
import { type Sample, type StrataStatistic, expectFinite, sorted } from "./sample.ts";
import { interquartileMeanOverTasks, meanOverTasks, medianOverTasks, optimalityGap } from "./task-statistics.ts";

/** What a bootstrap over tasks needs besides the data. */
export interface TaskBootstrapOptions extends Omit<BootstrapOptions, "random"> {
  /** Decides every draw; `seedKey(7)` of `@worldwise/math`, or a key derived from it by name. */
  readonly key: RandomKey;
}

/** A number that sums up the runs of all tasks. */
export type Aggregate = "mean" | "median" | "interquartileMean" | "optimalityGap";

/** What aggregate intervals need besides the data. */
export interface AggregateOptions extends TaskBootstrapOptions {
  /** The score that the optimality gap is measured from. Default 1. */
  readonly threshold?: number;
  /** Which to compute. Default: all four. */
  readonly aggregates?: readonly Aggregate[];
}

/** A bootstrap confidence interval for each aggregate that was asked for. */
export type AggregateIntervals = { readonly [Name in Aggregate]?: BootstrapInterval };

const ALL: readonly Aggregate[] = ["mean", "median", "interquartileMean", "optimalityGap"];

/**
 * Bootstrap confidence intervals of what sums up the runs of all tasks, each task resampled within itself.
 *
 * The estimates are those of `meanOverTasks`, `medianOverTasks`, `interquartileMeanOverTasks` and `optimalityGap`, and all are
 * taken of the same resamples. Each replicate b is a function of (key, b), so more resamples begin with fewer; the same data
 * and key give the same bytes on every engine, whatever the order of the runs within their task. Runs in WebAssembly: counts
 * of sorted scores instead of gathering and sorting, see `taskResampling` of `@worldwise/math`.
 *
 * @param tasks - [T][N_t] finite scores of independent runs; of any lengths
 * @throws RangeError for no task, an empty one, a score that is not finite, or options out of range.
 *
 * Source: Agarwal, Schwarzer, Castro, Courville, Bellemare (2021), "Deep reinforcement learning at the edge of the statistical
 * precipice", sections 4.1 and 4.3; Efron (1987) for `"bca"`.
 */
export function aggregateIntervals(tasks: readonly Sample[], options: AggregateOptions): AggregateIntervals {
  const { aggregates = ALL, threshold = 1 } = options;
  const { level, resamples, method } = checkedSettings(options);
  const known = aggregates.every((name) => ALL.includes(name));
  expectThat(known, `aggregates among ${ALL.join(", ")}`, aggregates.join(", "), "choose some of the four");
  expectThat(Number.isFinite(threshold), "a finite threshold", `${threshold}`, "use the score that is good enough");
  const ordered = orderedTasks(tasks);
  const statistics = statisticsFor(threshold);
  const replicates = replicatesOf(ordered, aggregates, resamples, options);
  const interval = (name: Aggregate): BootstrapInterval => {
    const statistic = statistics[name];
    const estimate = statistic(ordered);
    const ends = degenerate(ordered, estimate)
      ?? endsOfReplicates(replicates[name]!, estimate, { level, method }, () => acceleration(ordered, statistic));
    return { estimate, ...ends, level, resamples, method };
  };
  return Object.fromEntries(aggregates.map((name) => [name, interval(name)]));
}

/** The options with defaults. Keys are checked here too: a number in their place is a common slip. */
export function checkedSettings(options: TaskBootstrapOptions): Required<Omit<BootstrapOptions, "random">> {
  const { key } = options;
  const isKey = Array.isArray(key) && key.every((word) => Number.isInteger(word));
  expectThat(isKey, "a key of two words", String(key), "make one with seedKey(7) of @worldwise/math");
  const { level, resamples, method } = bootstrapSettings({ ...options, random: { integer: () => 0 } });
  return { level, resamples, method };
}

/** [T][N_t] The tasks, checked, each in ascending order. */
export function orderedTasks(tasks: readonly Sample[]): Float64Array[] {
  expectThat(tasks.length > 0, "at least one task", "none", "pass one sample per task");
  tasks.forEach(expectFinite);
  return tasks.map(sorted);
}

/** The ends where resampling can change nothing. Sums of counts may round, so this is not left to the replicates. */
export function degenerate(ordered: readonly Float64Array[], estimate: number): BootstrapEnds | undefined {
  const at = { low: estimate, high: estimate };
  if (ordered.every((task) => task.length === 1)) return { ...at, outcome: "too-few" };
  return ordered.every((task) => task[0] === task[task.length - 1]) ? { ...at, outcome: "constant" } : undefined;
}

function statisticsFor(threshold: number): Readonly<Record<Aggregate, StrataStatistic>> {
  return {
    mean: meanOverTasks,
    median: medianOverTasks,
    interquartileMean: interquartileMeanOverTasks,
    optimalityGap: (tasks) => optimalityGap(tasks, threshold),
  };
}

function replicatesOf(
  tasks: readonly Float64Array[], names: readonly Aggregate[], resamples: number, { key, threshold = 1 }: AggregateOptions,
): ResampledAggregates {
  const out = Object.fromEntries(names.map((name) => [name, new Float64Array(resamples)]));
  taskResampling({ tasks, key, threshold }).aggregates(resamples, out);
  return out;
}
