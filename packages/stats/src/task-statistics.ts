import { runWeights } from "@worldwise/math";
import { mean, median } from "./describe.ts";
import { expectThat } from "./expect-that.ts";
import { type Sample, expectValues, sorted } from "./sample.ts";

// Every task weighs the same here, however often it was run: a run of task t weighs 1/N_t. Sums go through the scores in
// ascending order, as those of the resampling kernel do, so that a resample of all runs gives the estimate bit for bit.

function expectTasks(tasks: readonly Sample[]): void {
  expectThat(tasks.length > 0, "at least one task", "none", "pass one sample per task");
  tasks.forEach(expectValues);
}

/**
 * Mean over tasks of the tasks' means.
 *
 *   1/T Σ_t 1/N_t Σ_k x_tk
 *
 * @param tasks - [T][N_t] of any lengths
 * @throws RangeError for no task, or one without runs.
 */
export function meanOverTasks(tasks: readonly Sample[]): number {
  expectTasks(tasks);
  return mean(tasks.map((task) => mean(sorted(task))));
}

/**
 * Median over tasks of the tasks' means.
 *
 *   median_t 1/N_t Σ_k x_tk
 *
 * @param tasks - [T][N_t] of any lengths
 * @throws RangeError for no task, or one without runs.
 */
export function medianOverTasks(tasks: readonly Sample[]): number {
  expectTasks(tasks);
  return median(tasks.map((task) => mean(sorted(task))));
}

/**
 * Optimality gap: by how much the runs fall short of a threshold, those above it counting as on it.
 *
 *   1/T Σ_t 1/N_t Σ_k max(0, threshold − x_tk)
 *
 * Smaller is better, 0 best. It asks what a mean cannot: whether one splendid task hides many poor ones.
 *
 * @param tasks - [T][N_t] of any lengths, in units in which `threshold` means the same in every task
 * @param threshold - the score that is good enough, γ of the source; default 1, as of scores that a reference has scaled
 * @throws RangeError for no task, or one without runs.
 *
 * Source: Agarwal, Schwarzer, Castro, Courville, Bellemare (2021), section 4.3. Differs: tasks count alike where one has more
 * runs.
 */
export function optimalityGap(tasks: readonly Sample[], threshold = 1): number {
  expectTasks(tasks);
  return mean(tasks.map((task) => mean(sorted(task).map((score) => Math.max(0, threshold - score)))));
}

/**
 * Interquartile mean over tasks: the mean of the middle half of all runs, a run of task t weighing 1/N_t.
 *
 *   W_i = Σ_(j ≤ i) w_(j),  interquartileMean = Σ_i (clamp(W_i) − clamp(W_(i−1))) x_(i) / (W/2)
 *
 * clamp keeps a number between ¼W and ¾W, and x_(i) are all runs in ascending order. Where tasks have equally many runs, it is
 * `interquartileMean` of all of them.
 *
 * @param tasks - [T][N_t] finite, of any lengths
 * @throws RangeError for no task, or one without runs.
 *
 * Source: Agarwal, Schwarzer, Castro, Courville, Bellemare (2021), section 4.3. Differs: fractions of runs at the cuts (as in
 * `interquartileMean`), and weights where one task has more runs than another.
 */
export function interquartileMeanOverTasks(tasks: readonly Sample[]): number {
  expectTasks(tasks);
  const weights = runWeights(tasks.map((task) => task.length));
  const runs = tasks.flatMap((task, t) => Array.from(sorted(task), (score) => ({ score, weight: weights[t]! })));
  runs.sort((a, b) => a.score - b.score); // stable: equal scores stay in the order of their tasks
  const total = runs.reduce((sum, { weight }) => sum + weight, 0);
  const low = total / 4;
  const high = total - low;
  let reached = 0;
  let kept = low;
  let sum = 0;
  for (const { score, weight } of runs) {
    reached += weight;
    const next = Math.min(Math.max(reached, low), high);
    sum += (next - kept) * score;
    kept = next;
  }
  return sum / (high - low);
}
