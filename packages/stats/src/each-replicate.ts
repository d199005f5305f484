import type { TaskResampling } from "@worldwise/math";

/**
 * Calls back with the counts of each replicate.
 *
 * @param visit - `countOf(k)` is how often run k, counted task after task in ascending order, was drawn
 */
export function eachReplicate(
  { place, counts, resample }: TaskResampling, resamples: number, visit: (countOf: (k: number) => number, b: number) => void,
): void {
  let lane = 0;
  const countOf = (k: number): number => counts[4 * place[k]! + lane]!;
  for (let b = 0; b < resamples; b++) {
    lane = b & 3;
    if (lane === 0) resample(b);
    visit(countOf, b);
  }
}
