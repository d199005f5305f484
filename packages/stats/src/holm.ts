import { expectThat } from "./expect-that.ts";
import type { Sample } from "./sample.ts";

/**
 * Holm's correction of several p-values, so that the chance of any false rejection stays below the level.
 *
 *   p̃_(k) = min(1, max_(i ≤ k) (M − i) p_(i)),  p_(0) ≤ … ≤ p_(M−1)
 *
 * Reject what lies at or below the level, as with a single test. Holds whatever the dependence between the tests.
 *
 * @param pValues - [M] in [0, 1]
 * @returns [M] corrected, in the order given
 * @throws RangeError where a p-value lies outside [0, 1].
 *
 * Source: Holm (1979), "A simple sequentially rejective multiple test procedure".
 */
export function holm(pValues: Sample): Float64Array {
  for (let k = 0; k < pValues.length; k++) {
    const pValue = pValues[k]!;
    expectThat(pValue >= 0 && pValue <= 1, "p-values in [0, 1]", `${pValue} at index ${k}`, "pass p-values, not statistics");
  }
  const corrected = new Float64Array(pValues.length);
  const ascending = Array.from(corrected.keys()).sort((a, b) => pValues[a]! - pValues[b]!);
  let largest = 0;
  ascending.forEach((index, rank) => {
    largest = Math.max(largest, Math.min(1, (pValues.length - rank) * pValues[index]!));
    corrected[index] = largest;
  });
  return corrected;
}
