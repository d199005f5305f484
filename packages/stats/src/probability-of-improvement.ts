import { type BootstrapInterval, stratifiedBootstrapInterval } from "./bootstrap.ts";
import type { BootstrapOptions } from "./bootstrap-options.ts";
import { type Sample, expectValues, sorted } from "./sample.ts";

/**
 * Probability that a run of one method gives more than a run of another, ties counting one half.
 *
 *   P(X \> Y) + ½ P(X = Y) = 1/(N M) Σ_i Σ_j (1[x_i \> y_j] + ½ 1[x_i = y_j])
 *
 * This is the Mann–Whitney statistic U / (N M). It uses the order of the values alone.
 *
 * @param first - [N] x; infinite values are allowed, NaN is not
 * @param second - [M] y
 * @returns in [0, 1]; ½ where neither is better
 * @throws RangeError for an empty sample.
 *
 * Source: Mann and Whitney (1947); as a measure of learning algorithms, Agarwal, Schwarzer, Castro, Courville, Bellemare
 * (2021), section 4. Differs: for one task; they average over tasks.
 */
export function probabilityOfImprovement(first: Sample, second: Sample): number {
  expectValues(first);
  expectValues(second);
  const others = sorted(second);
  let below = 0;
  let atMost = 0;
  let count = 0;
  // Both go upward, so each bound only ever moves up: N + M steps after sorting.
  for (const value of sorted(first)) {
    while (below < others.length && others[below]! < value) below += 1;
    while (atMost < others.length && others[atMost]! <= value) atMost += 1;
    count += (below + atMost) / 2;
  }
  return count / (first.length * second.length);
}

/**
 * Bootstrap confidence interval of {@link probabilityOfImprovement}, each method resampled within itself.
 *
 * @param first - [N] finite
 * @param second - [M] finite; the runs need not be paired
 * @throws RangeError for an empty sample, a value that is not finite, or options out of range.
 */
export function probabilityOfImprovementInterval(first: Sample, second: Sample, options: BootstrapOptions): BootstrapInterval {
  return stratifiedBootstrapInterval([first, second], ([x, y]) => probabilityOfImprovement(x!, y!), options);
}
