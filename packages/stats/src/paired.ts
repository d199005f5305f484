import { type BootstrapInterval, bootstrapInterval } from "./bootstrap.ts";
import type { BootstrapOptions } from "./bootstrap-options.ts";
import { mean } from "./describe.ts";
import { expectThat } from "./expect-that.ts";
import type { Sample, Statistic } from "./sample.ts";

/** What an interval of paired differences needs besides the data. */
export interface PairedOptions extends BootstrapOptions {
  /** Taken of the differences, for instance `median`. Default: `mean`. */
  readonly statistic?: Statistic;
}

/**
 * Differences between two methods that ran with the same seeds.
 *
 *   d_k = first_k − second_k
 *
 * @param first - [N] entry k ran with seed k
 * @param second - [N] entry k ran with the same seed
 * @returns [N]
 * @throws RangeError where the lengths differ.
 */
export function pairedDifferences(first: Sample, second: Sample): Float64Array {
  const got = `${first.length} and ${second.length}`;
  expectThat(first.length === second.length, "two samples of equal length", got, "keep only the seeds that both methods ran");
  return Float64Array.from(first, (value, k) => value - second[k]!);
}

/**
 * Bootstrap confidence interval of the mean (or another statistic) of paired differences.
 *
 * Whole pairs are drawn, so what a seed does to both methods cancels.
 *
 * @param first - [N] finite; entry k ran with seed k
 * @param second - [N] finite; entry k ran with the same seed
 * @returns the interval of first − second: above 0, `first` is the larger
 * @throws RangeError for different lengths, no pair, a value that is not finite, or options out of range.
 */
export function pairedInterval(first: Sample, second: Sample, options: PairedOptions): BootstrapInterval {
  return bootstrapInterval(pairedDifferences(first, second), options.statistic ?? mean, options);
}
