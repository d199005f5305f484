import { expectThat } from "./expect-that.ts";
import { type Sample, expectValues, sorted } from "./sample.ts";

/**
 * Arithmetic mean.
 *
 *   mean = 1/N Σ_k x_k
 *
 * @param sample - [N]
 * @throws RangeError for an empty sample.
 */
export function mean(sample: Sample): number {
  expectValues(sample);
  let sum = 0;
  for (let k = 0; k < sample.length; k++) sum += sample[k]!;
  return sum / sample.length;
}

/**
 * Sample variance, without bias: the squares are divided by N − 1.
 *
 *   variance = 1/(N − 1) Σ_k (x_k − mean)²
 *
 * @param sample - [N]
 * @returns NaN for a single value, whose spread nobody knows.
 * @throws RangeError for an empty sample.
 */
export function variance(sample: Sample): number {
  const center = mean(sample);
  let sum = 0;
  for (let k = 0; k < sample.length; k++) sum += (sample[k]! - center) ** 2;
  return sum / (sample.length - 1);
}

/**
 * Standard error of the mean.
 *
 *   standardError = √(variance / N)
 *
 * @param sample - [N]
 * @returns NaN for a single value.
 * @throws RangeError for an empty sample.
 */
export function standardError(sample: Sample): number {
  return Math.sqrt(variance(sample) / sample.length);
}

/**
 * Quantile by linear interpolation between order statistics x_(0) ≤ … ≤ x_(N−1).
 *
 *   h = (N − 1) · probability,  quantile = x_(⌊h⌋) + (h − ⌊h⌋) (x_(⌊h⌋+1) − x_(⌊h⌋))
 *
 * @param sample - [N]
 * @param probability - in [0, 1]; 0 gives the minimum, 1 the maximum
 * @returns NaN where a value is NaN.
 * @throws RangeError for an empty sample or a probability outside [0, 1].
 *
 * Source: Hyndman and Fan (1996), "Sample quantiles in statistical packages", definition 7; NumPy's default.
 */
export function quantile(sample: Sample, probability: number): number {
  expectValues(sample);
  expectThat(probability >= 0 && probability <= 1, "a probability in [0, 1]", `${probability}`, "divide percentages by 100");
  return quantileOfSorted(sorted(sample), probability);
}

/** The quantile of a sample that is already in ascending order. Checks nothing. */
export function quantileOfSorted(ordered: Float64Array, probability: number): number {
  const last = ordered.length - 1;
  if (Number.isNaN(ordered[last]!)) return NaN;
  const position = last * probability;
  const index = Math.floor(position);
  const low = ordered[index]!;
  const high = ordered[Math.min(index + 1, last)]!;
  // Equal neighbors are returned as they are, so that two infinities do not make NaN.
  return low === high || position === index ? low : low + (position - index) * (high - low);
}

/**
 * Median: the middle value, or the mean of the two middle values.
 *
 * @param sample - [N]
 * @returns NaN where a value is NaN.
 * @throws RangeError for an empty sample.
 */
export function median(sample: Sample): number {
  return quantile(sample, 0.5);
}

/**
 * Interquartile mean (IQM): the mean of the middle half of the sorted values.
 *
 *   w_k = max(0, min(k + 1, ¾N) − max(k, ¼N)),  interquartileMean = Σ_k w_k x_(k) / (N / 2)
 *
 * Value k of N owns the stretch [k, k + 1] of the sorted line, of which the part between the cuts at ¼N and ¾N counts:
 * exactly half of the weight, whatever N. It resists outliers as the median does and wastes fewer runs.
 *
 * @param sample - [N]
 * @returns NaN where a value is NaN.
 * @throws RangeError for an empty sample.
 *
 * Source: Agarwal, Schwarzer, Castro, Courville, Bellemare (2021), "Deep reinforcement learning at the edge of the
 * statistical precipice", section 4. Differs: they trim ⌊N/4⌋ whole values from each end (SciPy's `trim_mean(x, 0.25)`),
 * which keeps more than half where 4 does not divide N. Where 4 divides N, both agree.
 */
export function interquartileMean(sample: Sample): number {
  expectValues(sample);
  const ordered = sorted(sample);
  const size = ordered.length;
  if (Number.isNaN(ordered[size - 1]!)) return NaN;
  const from = size / 4;
  const to = size - from;
  let sum = 0;
  for (let k = Math.floor(from); k < to; k++) sum += (Math.min(k + 1, to) - Math.max(k, from)) * ordered[k]!;
  return sum / (size / 2);
}

/**
 * All values of all tasks in one sample, task after task.
 *
 * A task with more runs counts for more. Where tasks should count alike, run them equally often.
 *
 * @param tasks - [T][N_t] of any lengths
 * @returns [Σ_t N_t]
 */
export function pooled(tasks: readonly Sample[]): Float64Array {
  const size = tasks.reduce((sum, task) => sum + task.length, 0);
  const pool = new Float64Array(size);
  let start = 0;
  for (const task of tasks) {
    pool.set(task, start);
    start += task.length;
  }
  return pool;
}
