import { mean, pairedDifferences, standardError } from "@worldwise/stats";
import { studentCentralProbability } from "@worldwise/theory";
import type { PairedLine } from "./pair-runs.ts";

/** How much worse is still the same: in the unit of the metric, or as a share of the size of A's mean. */
export interface Margin {
  readonly size: number;
  readonly isShare: boolean;
}

/**
 * How probably B is worse than A by more than the margin, of the differences of pairs:
 *
 *   P(T_(K−1) ≤ (d̄ − margin) / s),   d_k = how much worse B is in pair k, s the standard error of its mean
 *
 * This is what one believes of the mean after seeing the pairs, knowing nothing before (a flat prior, normal differences). Where all
 * pairs differ alike it is 0 or 1. NaN for fewer than two pairs.
 */
export function probabilityWorse({ a, b, better }: Pick<PairedLine, "a" | "b" | "better">, { size, isShare }: Margin): number {
  if (a.length < 2) return Number.NaN;
  const worse = better === "higher" ? pairedDifferences(a, b) : pairedDifferences(b, a);
  const excess = mean(worse) - (isShare ? size * Math.abs(mean(a)) : size);
  const error = standardError(worse);
  if (!(error > 0)) return excess > 0 ? 1 : 0;
  return studentProbability(excess / error, a.length - 1);
}

/** P(T ≤ t) */
const studentProbability = (t: number, degrees: number): number =>
  0.5 + Math.sign(t) * studentCentralProbability(Math.abs(t), degrees) / 2;
