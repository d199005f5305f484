import type { BootstrapOutcome } from "./bootstrap.ts";
import type { BootstrapSettings } from "./bootstrap-options.ts";
import { biasCorrection, correctedProbability } from "./bias-corrected.ts";
import { quantileBySelection } from "./selection.ts";

/** The two ends of a bootstrap interval, and what came of them. */
export interface BootstrapEnds {
  readonly low: number;
  readonly high: number;
  readonly outcome: BootstrapOutcome;
}

/** The interval of a statistic that was infinite or NaN somewhere. */
export const NON_FINITE_ENDS: BootstrapEnds = { low: NaN, high: NaN, outcome: "non-finite" };

/**
 * The ends of an interval from the resampled statistics.
 *
 * @param replicates - [B] put into another order
 * @param skew - the acceleration of `"bca"`; not called for `"percentile"`
 */
export function endsOfReplicates(
  replicates: Float64Array, estimate: number, { level, method }: Pick<BootstrapSettings, "level" | "method">, skew: () => number,
): BootstrapEnds {
  const { least, greatest } = extremes(replicates);
  if (!Number.isFinite(estimate) || !Number.isFinite(least) || !Number.isFinite(greatest)) return NON_FINITE_ENDS;
  if (least === greatest) return { low: least, high: greatest, outcome: "constant" };
  const correct = method === "bca" ? correction(replicates, estimate, skew()) : unchanged;
  const low = correct((1 - level) / 2);
  const high = correct((1 + level) / 2);
  if (Number.isNaN(low) || Number.isNaN(high)) return NON_FINITE_ENDS;
  return { low: quantileBySelection(replicates, low), high: quantileBySelection(replicates, high), outcome: "estimated" };
}

/** The least and the greatest; both NaN where one value is. */
function extremes(replicates: Float64Array): { least: number; greatest: number } {
  let least = replicates[0]!;
  let greatest = least;
  for (const replicate of replicates) {
    if (Number.isNaN(replicate)) return { least: NaN, greatest: NaN };
    if (replicate < least) least = replicate;
    if (replicate > greatest) greatest = replicate;
  }
  return { least, greatest };
}

const unchanged = (probability: number): number => probability;

function correction(replicates: Float64Array, estimate: number, skew: number): (probability: number) => number {
  const bias = biasCorrection(replicates, estimate);
  return (probability) => correctedProbability(probability, bias, skew);
}
