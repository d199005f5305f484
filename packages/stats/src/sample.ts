import { expectThat } from "./expect-that.ts";

/** [N] The numbers that N independent runs gave: a plain or a typed array, never written to. */
export type Sample = ArrayLike<number>;

/** A number computed from a sample, whatever the order of its values: a mean, a median, a variance. */
export type Statistic = (sample: Sample) => number;

/** A number computed from one sample per stratum, such as one per task. Strata may differ in length. */
export type StrataStatistic = (strata: readonly Sample[]) => number;

/** Throws unless the sample has a value. */
export function expectValues(sample: Sample): void {
  expectThat(sample.length > 0, "at least one value", "an empty sample", "leave this sample out, or run more seeds");
}

/**
 * Throws unless the sample has a value and all are finite.
 *
 * A run that diverged is a result: to drop it would flatter the method, and to average it would say nothing.
 */
export function expectFinite(sample: Sample): void {
  expectValues(sample);
  let k = 0;
  while (k < sample.length && Number.isFinite(sample[k]!)) k++;
  const got = `${sample[k] ?? NaN} at index ${k}`;
  expectThat(k === sample.length, "finite values", got, "choose the value that a failed run counts as, and put it there");
}

/** [N] A copy in ascending order, NaN last. */
export function sorted(sample: Sample): Float64Array {
  return new Float64Array(sample).sort();
}
