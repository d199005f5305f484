import type { Random } from "@worldwise/protocol";

/**
 * One draw of N(mean, deviation² · covariance), by Cholesky's factor; overwritten. Draws K normal numbers.
 *
 * Directions without variance, or with a little less than none by rounding, stay at the mean.
 *
 * @param mean - `[K]`
 * @param covariance - `[K, K]` not written
 */
export function drawGaussian(
  mean: Float64Array, covariance: Float64Array, deviation: number, random: Random, outSample: Float64Array,
): void {
  const size = mean.length;
  const lower = covariance.slice();
  outSample.set(mean);
  for (let k = 0; k < size; k++) {
    const normal = deviation * random.normal();
    if (!factorColumn(lower, k, size)) continue;
    for (let i = k; i < size; i++) outSample[i]! += lower[i * size + k]! * normal;
  }
}

/** Column k of Cholesky's factor, from the columns before it. Answers false, and leaves zeros, where there is nothing left. */
function factorColumn(lower: Float64Array, k: number, size: number): boolean {
  let pivot = lower[k * size + k]!;
  const whole = Math.abs(pivot);
  for (let c = 0; c < k; c++) pivot -= lower[k * size + c]! ** 2;
  const isFlat = pivot <= 4 * size * Number.EPSILON * whole;
  const root = Math.sqrt(pivot);
  for (let i = k; i < size; i++) {
    let entry = lower[i * size + k]!;
    for (let c = 0; c < k; c++) entry -= lower[i * size + c]! * lower[k * size + c]!;
    lower[i * size + k] = isFlat ? 0 : entry / root;
  }
  return !isFlat;
}
