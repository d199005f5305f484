import { taskResampling } from "@worldwise/math";
import { checkedSettings, orderedTasks, type TaskBootstrapOptions } from "./aggregate-intervals.ts";
import { acceleration } from "./bias-corrected.ts";
import type { BootstrapInterval } from "./bootstrap.ts";
import { endsOfReplicates } from "./bootstrap-ends.ts";
import { mean } from "./describe.ts";
import { eachReplicate } from "./each-replicate.ts";
import { expectThat } from "./expect-that.ts";
import { probabilityOfImprovement } from "./probability-of-improvement.ts";
import type { Sample, StrataStatistic } from "./sample.ts";

function expectSameTasks(first: readonly Sample[], second: readonly Sample[]): void {
  const same = first.length > 0 && first.length === second.length;
  const got = `${first.length} and ${second.length} tasks`;
  expectThat(same, "the same tasks of both methods", got, "keep only the tasks that both methods ran");
}

/**
 * Probability of improvement over several tasks: the mean over tasks of {@link probabilityOfImprovement}.
 *
 *   1/T Σ_t (P(X_t \> Y_t) + ½ P(X_t = Y_t))
 *
 * @param first - [T][N_t] x
 * @param second - [T][M_t] y, of the same tasks in the same order
 * @returns in [0, 1]; ½ where neither is better
 * @throws RangeError for no task, different numbers of tasks, or a task without runs.
 *
 * Source: Agarwal, Schwarzer, Castro, Courville, Bellemare (2021), section 4.3.
 */
export function probabilityOfImprovementOverTasks(first: readonly Sample[], second: readonly Sample[]): number {
  expectSameTasks(first, second);
  return mean(first.map((task, t) => probabilityOfImprovement(task, second[t]!)));
}

/**
 * Bootstrap confidence interval of {@link probabilityOfImprovementOverTasks}: each method is resampled within each task.
 *
 * @param first - [T][N_t] finite, of any lengths
 * @param second - [T][M_t] finite; the runs need not be paired
 * @throws RangeError as there, and for a value that is not finite or options out of range.
 */
export function improvementIntervalOverTasks(
  first: readonly Sample[], second: readonly Sample[], options: TaskBootstrapOptions,
): BootstrapInterval {
  expectSameTasks(first, second);
  const { level, resamples, method } = checkedSettings(options);
  const strata = orderedTasks([...first, ...second]);
  const taskCount = first.length;
  const statistic: StrataStatistic = (all) => probabilityOfImprovementOverTasks(all.slice(0, taskCount), all.slice(taskCount));
  const estimate = statistic(strata);
  if (strata.every((task) => task.length === 1)) {
    return { estimate, low: estimate, high: estimate, outcome: "too-few", level, resamples, method };
  }
  const replicates = resampledImprovements(strata, resamples, options);
  const ends = endsOfReplicates(replicates, estimate, { level, method }, () => acceleration(strata, statistic));
  return { estimate, ...ends, level, resamples, method };
}

/** Runs of both methods on one task in ascending order. */
interface MergedRuns {
  /** Which run of all, counted stratum after stratum. */
  readonly index: Uint32Array;
  /** 1 for a run of the first method. */
  readonly isFirst: Uint8Array;
  /** 1 where the score is that of the run before. */
  readonly isTied: Uint8Array;
  readonly pairCount: number;
}

function mergedRuns(first: Float64Array, second: Float64Array, firstStart: number, secondStart: number): MergedRuns {
  const runs = [
    ...Array.from(first, (score, k) => ({ score, index: firstStart + k, isFirst: 1 })),
    ...Array.from(second, (score, k) => ({ score, index: secondStart + k, isFirst: 0 })),
  ].sort((a, b) => a.score - b.score);
  return {
    index: Uint32Array.from(runs, ({ index }) => index),
    isFirst: Uint8Array.from(runs, ({ isFirst }) => isFirst),
    isTied: Uint8Array.from(runs, ({ score }, i) => (i > 0 && runs[i - 1]!.score === score ? 1 : 0)),
    pairCount: first.length * second.length,
  };
}

function allMergedRuns(strata: readonly Float64Array[]): MergedRuns[] {
  const taskCount = strata.length / 2;
  const starts = [0];
  for (const stratum of strata) starts.push(starts[starts.length - 1]! + stratum.length);
  return strata.slice(0, taskCount)
    .map((task, t) => mergedRuns(task, strata[taskCount + t]!, starts[t]!, starts[taskCount + t]!));
}

/** Twice the Mann–Whitney count, a whole number: 2 for each pair that the first wins, 1 for each tie. */
function twiceWins({ index, isFirst, isTied }: MergedRuns, countOf: (k: number) => number): number {
  let wins = 0;
  let below = 0; // runs of the second method under the present score
  let firstHere = 0;
  let secondHere = 0;
  for (let i = 0; i < index.length; i++) {
    if (isTied[i] === 0) {
      wins += firstHere * (2 * below + secondHere);
      below += secondHere;
      firstHere = 0;
      secondHere = 0;
    }
    if (isFirst[i] === 1) firstHere += countOf(index[i]!);
    else secondHere += countOf(index[i]!);
  }
  return wins + firstHere * (2 * below + secondHere);
}

function resampledImprovements(
  strata: readonly Float64Array[], resamples: number, { key }: TaskBootstrapOptions,
): Float64Array {
  const tasks = allMergedRuns(strata);
  const replicates = new Float64Array(resamples);
  eachReplicate(taskResampling({ tasks: strata, key }), resamples, (countOf, b) => {
    let sum = 0;
    for (const task of tasks) sum += twiceWins(task, countOf) / 2 / task.pairCount;
    replicates[b] = sum / tasks.length;
  });
  return replicates;
}
