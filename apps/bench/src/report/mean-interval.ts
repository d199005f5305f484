import { philox, seedKey } from "@worldwise/math";
import { aggregateIntervals } from "@worldwise/stats";

/** A mean with its 95 % bootstrap interval; all NaN without a number. */
export interface MeanInterval {
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** Mean of the finite numbers among some. The stream is named by what it is of. */
export function meanInterval(values: readonly number[], stream: string): MeanInterval {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length === 0) return { estimate: Number.NaN, low: Number.NaN, high: Number.NaN };
  return aggregateIntervals([finite], { key: philox.derive(seedKey(0), stream), aggregates: ["mean"] }).mean!;
}
