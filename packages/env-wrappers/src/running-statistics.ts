import type { Space } from "@worldwise/protocol";

/** Statistics of what an environment has shown. A tree of arrays: save and load it as any state. */
export interface RunningStatistics {
  /** `[1]` Observations seen. */
  readonly count: Float64Array;
  /** `[O]` Their mean. */
  readonly mean: Float64Array;
  /** `[O]` Σ (x − mean)². */
  readonly squares: Float64Array;
  /** Count, mean and Σ (G − mean)² of discounted sums of rewards. */
  readonly returns: Float64Array;
}

/** Statistics of nothing yet. */
export const runningStatistics = ({ size }: Space): RunningStatistics => ({
  count: new Float64Array(1), mean: new Float64Array(size), squares: new Float64Array(size), returns: new Float64Array(3),
});

/** Standard deviation of dimension i; 1 while fewer than two observations were seen, or all were the same. */
export const deviationOf = ({ count, squares }: RunningStatistics, i: number): number => deviation(count[0]!, squares[i]!);

/** Standard deviation of the discounted sums of rewards; 1 while it is not known. */
export const returnDeviationOf = ({ returns }: RunningStatistics): number => deviation(returns[0]!, returns[2]!);

const deviation = (count: number, squares: number): number => (count > 1 && squares > 0 ? Math.sqrt(squares / count) : 1);

/**
 * Takes one observation in.
 *
 *   count ← count + 1,   mean' = mean + (x − mean) / count,   squares ← squares + (x − mean)(x − mean')
 *
 * Source: Welford (1962).
 */
export function addObservation({ count, mean, squares }: RunningStatistics, x: ArrayLike<number>): void {
  count[0]! += 1;
  for (let i = 0; i < mean.length; i++) {
    const before = x[i]! - mean[i]!;
    mean[i]! += before / count[0]!;
    squares[i]! += before * (x[i]! - mean[i]!);
  }
}

/** Takes one discounted sum of rewards in, alike. */
export function addReturn({ returns }: RunningStatistics, value: number): void {
  returns[0]! += 1;
  const before = value - returns[1]!;
  returns[1]! += before / returns[0]!;
  returns[2]! += before * (value - returns[1]!);
}
