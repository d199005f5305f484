import { type BootstrapMethod, type BootstrapOptions, type BootstrapSettings, bootstrapSettings } from "./bootstrap-options.ts";
import { acceleration } from "./bias-corrected.ts";
import { type BootstrapEnds, endsOfReplicates, NON_FINITE_ENDS } from "./bootstrap-ends.ts";
import { expectThat } from "./expect-that.ts";
import { type Sample, type Statistic, type StrataStatistic, expectFinite, sorted } from "./sample.ts";

/**
 * What came of a bootstrap.
 *
 * - `"estimated"`: an interval like any other.
 * - `"too-few"`: no stratum has two values; nothing was drawn, low = high = estimate.
 * - `"constant"`: every resample gave the same number, as for equal values; low = high = that number.
 * - `"non-finite"`: the statistic was infinite or NaN on the data, on a resample, or with one value left out; low = high = NaN.
 */
export type BootstrapOutcome = "estimated" | "too-few" | "constant" | "non-finite";

/** A statistic of the data with its bootstrap confidence interval. */
export interface BootstrapInterval {
  /** The statistic of the data itself. */
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
  /** In (0, 1), as asked for. */
  readonly level: number;
  readonly resamples: number;
  readonly method: BootstrapMethod;
  readonly outcome: BootstrapOutcome;
}

/**
 * Bootstrap confidence interval of a statistic of one sample.
 *
 * The one-stratum case of {@link stratifiedBootstrapInterval}, which has the details.
 *
 * @param sample - [N] finite values of independent runs
 * @throws RangeError for an empty sample, a value that is not finite, or options out of range.
 */
export function bootstrapInterval(sample: Sample, statistic: Statistic, options: BootstrapOptions): BootstrapInterval {
  return stratifiedBootstrapInterval([sample], ([only]) => statistic(only!), options);
}

/**
 * Bootstrap confidence interval of a statistic of several samples, each resampled within itself.
 *
 *   x*_t = N_t draws from x_t with replacement, for every stratum t;  θ* = statistic(x*_1 … x*_T)
 *   [low, high] = quantiles of the θ* at the probabilities that the method chooses
 *
 * Every stratum is sorted first, so the order of its values changes no byte of the result (the estimate may differ from
 * the statistic of the unsorted data in its last digit). Draws come in the order resample, stratum, value: one `integer`
 * each. The same data and the same random numbers give the same bytes, on every engine.
 *
 * @param strata - [T][N_t] finite values, for instance the runs of each task; of any lengths
 * @param statistic - must not depend on the order within a stratum, nor keep its argument, which is used again
 * @throws RangeError for no stratum, an empty one, a value that is not finite, or options out of range.
 *
 * Source: Efron (1987), "Better bootstrap confidence intervals" (`"bca"`); Efron and Tibshirani (1993), "An introduction
 * to the bootstrap", chapters 13 and 14; strata as in Agarwal, Schwarzer, Castro, Courville, Bellemare (2021), "Deep
 * reinforcement learning at the edge of the statistical precipice", section 4.
 */
export function stratifiedBootstrapInterval(
  strata: readonly Sample[], statistic: StrataStatistic, options: BootstrapOptions,
): BootstrapInterval {
  const settings = bootstrapSettings(options);
  expectThat(strata.length > 0, "at least one stratum", "none", "pass one sample per task");
  strata.forEach(expectFinite);
  const ordered = strata.map(sorted);
  const estimate = statistic(ordered);
  const { level, resamples, method } = settings;
  return { estimate, ...ends(ordered, statistic, estimate, settings), level, resamples, method };
}

function ends(
  strata: readonly Float64Array[], statistic: StrataStatistic, estimate: number, settings: BootstrapSettings,
): BootstrapEnds {
  if (!Number.isFinite(estimate)) return NON_FINITE_ENDS;
  if (strata.every((stratum) => stratum.length === 1)) return { low: estimate, high: estimate, outcome: "too-few" };
  const replicates = resampledStatistics(strata, statistic, settings);
  return endsOfReplicates(replicates, estimate, settings, () => acceleration(strata, statistic));
}

/** [resamples] The statistic of each resample, in the order of drawing. */
function resampledStatistics(
  strata: readonly Float64Array[], statistic: StrataStatistic, { random, resamples }: BootstrapSettings,
): Float64Array {
  const drawn = strata.map((stratum) => new Float64Array(stratum.length));
  const replicates = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    for (let t = 0; t < strata.length; t++) resample(strata[t]!, random, drawn[t]!);
    replicates[b] = statistic(drawn);
  }
  return replicates;
}

function resample(values: Float64Array, random: BootstrapSettings["random"], outValues: Float64Array): void {
  for (let k = 0; k < outValues.length; k++) outValues[k] = values[random.integer(values.length)]!;
}
