import { type TaskResampling, taskResampling } from "@worldwise/math";
import { checkedSettings, orderedTasks, type TaskBootstrapOptions } from "./aggregate-intervals.ts";
import type { BootstrapMethod } from "./bootstrap-options.ts";
import { eachReplicate } from "./each-replicate.ts";
import { expectThat } from "./expect-that.ts";
import type { Sample } from "./sample.ts";
import { quantileBySelection } from "./selection.ts";

/**
 * What a performance profile counts.
 *
 * - `"runs"`: the runs above a threshold, every task weighing the same.
 * - `"tasks"`: the tasks whose mean lies above it.
 */
export type ProfileUnit = "runs" | "tasks";

/** What a performance profile needs besides the data. Its bands are percentile intervals. */
export interface PerformanceProfileOptions extends Omit<TaskBootstrapOptions, "method"> {
  /** Default `"runs"`. */
  readonly unit?: ProfileUnit;
}

/** The share of runs or tasks above each of J thresholds, with a band of pointwise bootstrap intervals. */
export interface PerformanceProfile {
  /** [J] τ, ascending */
  readonly threshold: Float64Array;
  /** [J] In [0, 1], never rising. */
  readonly estimate: Float64Array;
  /** [J] */
  readonly low: Float64Array;
  /** [J] */
  readonly high: Float64Array;
  readonly unit: ProfileUnit;
  readonly level: number;
  readonly resamples: number;
  readonly method: BootstrapMethod;
}

/** Writes the [J] shares of one replicate, or of the data where each count is 1. */
type ProfileOf = (countOf: (k: number) => number, outShares: Float64Array) => void;

/**
 * Performance profile: how large a share of runs (or tasks) scores above τ, for every τ.
 *
 *   "runs":  F(τ) = 1/T Σ_t 1/N_t Σ_k 1[x_tk \> τ]
 *   "tasks": F(τ) = 1/T Σ_t 1[1/N_t Σ_k x_tk \> τ]
 *
 * A profile that lies above another everywhere is of the better method, whatever is averaged; where two cross, so does the
 * answer. With `"runs"`, and scores from 0 on, the area under it is the mean over tasks. Bands are pointwise; one set of
 * resamples serves all thresholds.
 *
 * @param tasks - [T][N_t] finite scores, of any lengths, in units in which τ means the same in every task
 * @param thresholds - [J] τ, finite, ascending
 * @throws RangeError for no task, an empty one, a score that is not finite, thresholds that do not ascend, or options out of
 * range.
 *
 * Source: Agarwal, Schwarzer, Castro, Courville, Bellemare (2021), section 4.2; Dolan and Moré (2002), "Benchmarking
 * optimization software with performance profiles". Differs: tasks count alike where one has more runs.
 */
export function performanceProfile(
  tasks: readonly Sample[], thresholds: Sample, options: PerformanceProfileOptions,
): PerformanceProfile {
  const { unit = "runs", key } = options;
  const known: readonly string[] = ["runs", "tasks"];
  expectThat(known.includes(unit), "the unit \"runs\" or \"tasks\"", `"${unit}"`, "choose one of the two");
  const { level, resamples, method } = checkedSettings({ ...options, method: "percentile" });
  const threshold = ascending(thresholds);
  const ordered = orderedTasks(tasks);
  const profileOf = unit === "runs" ? runProfile(ordered, threshold) : taskProfile(ordered, threshold);
  const estimate = new Float64Array(threshold.length);
  profileOf(() => 1, estimate);
  const columns = resampledProfiles(taskResampling({ tasks: ordered, key }), profileOf, threshold.length, resamples);
  const end = (probability: number): Float64Array =>
    Float64Array.from(columns, (column) => quantileBySelection(column, probability));
  return { threshold, estimate, low: end((1 - level) / 2), high: end((1 + level) / 2), unit, level, resamples, method };
}

function ascending(thresholds: Sample): Float64Array {
  const threshold = Float64Array.from(thresholds);
  const wrong = threshold.findIndex((value, j) => !Number.isFinite(value) || (j > 0 && value <= threshold[j - 1]!));
  const got = `${threshold[wrong] ?? "none"} at index ${wrong}`;
  expectThat(threshold.length > 0 && wrong === -1, "finite, strictly ascending thresholds", got, "sort them, each once");
  return threshold;
}

/** Counts the draws of each task from its smallest score on: those that are left at a threshold lie above it. */
function runProfile(tasks: readonly Float64Array[], threshold: Float64Array): ProfileOf {
  return (countOf, outShares) => {
    outShares.fill(0);
    let start = 0;
    for (const task of tasks) {
      let above = task.length;
      let k = 0;
      for (let j = 0; j < threshold.length; j++) {
        for (; k < task.length && task[k]! <= threshold[j]!; k++) above -= countOf(start + k);
        outShares[j] = outShares[j]! + above / task.length;
      }
      start += task.length;
    }
    for (let j = 0; j < outShares.length; j++) outShares[j] = outShares[j]! / tasks.length;
  };
}

function taskProfile(tasks: readonly Float64Array[], threshold: Float64Array): ProfileOf {
  return (countOf, outShares) => {
    outShares.fill(0);
    let start = 0;
    for (const task of tasks) {
      let sum = 0;
      for (let k = 0; k < task.length; k++) sum += countOf(start + k) * task[k]!;
      const average = sum / task.length;
      for (let j = 0; j < threshold.length && average > threshold[j]!; j++) outShares[j] = outShares[j]! + 1;
      start += task.length;
    }
    for (let j = 0; j < outShares.length; j++) outShares[j] = outShares[j]! / tasks.length;
  };
}

/** [J][resamples] The shares at each threshold. */
function resampledProfiles(
  resampling: TaskResampling, profileOf: ProfileOf, size: number, resamples: number,
): Float64Array[] {
  const columns = Array.from({ length: size }, () => new Float64Array(resamples));
  const shares = new Float64Array(size);
  eachReplicate(resampling, resamples, (countOf, b) => {
    profileOf(countOf, shares);
    for (let j = 0; j < size; j++) columns[j]![b] = shares[j]!;
  });
  return columns;
}
