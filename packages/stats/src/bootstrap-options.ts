import { expectThat } from "./expect-that.ts";
import type { Random } from "./random.ts";

/**
 * How the ends of a bootstrap interval are read from the resampled statistics.
 *
 * - `"percentile"`: the quantiles at (1 − level)/2 and (1 + level)/2.
 * - `"bca"`: quantiles whose probabilities are corrected for bias and for a spread that changes with the value.
 */
export type BootstrapMethod = "percentile" | "bca";

/** What a bootstrap needs besides the data. */
export interface BootstrapOptions {
  /** Draws the resamples; it alone decides which. Of a stream, only `integer` is used. */
  readonly random: Pick<Random, "integer">;
  /** Share of intervals that should hold the true value, in (0, 1). Default 0.95. */
  readonly level?: number;
  /** How many times the data is drawn anew. Default 2000. */
  readonly resamples?: number;
  /** Default `"percentile"`. */
  readonly method?: BootstrapMethod;
}

/** The options with every default filled in. */
export type BootstrapSettings = Required<BootstrapOptions>;

/**
 * Fills in the defaults and checks the result.
 *
 * @throws RangeError for a level outside (0, 1), fewer than one resample, or an unknown method.
 */
export function bootstrapSettings(options: BootstrapOptions): BootstrapSettings {
  const { random, level = 0.95, resamples = 2000, method = "percentile" } = options;
  expectThat(level > 0 && level < 1, "a level between 0 and 1", `${level}`, "write 0.95 for 95 %");
  expectThat(Number.isInteger(resamples) && resamples > 0, "a positive whole number of resamples", `${resamples}`, "use 2000");
  const known: readonly string[] = ["percentile", "bca"];
  expectThat(known.includes(method), "the method \"percentile\" or \"bca\"", `"${method}"`, "choose one of the two");
  return { random, level, resamples, method };
}
