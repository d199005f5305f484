import { WorldwiseError } from "@worldwise/protocol";

/**
 * The mean of values in proportion to their weights.
 *
 *   mean = Σ_i weights_i · values_i / Σ_i weights_i
 *
 * @param values - `[N]`
 * @param weights - `[N]`, each at least 0, not all 0
 * @returns the mean, in the unit of the values
 * @throws WorldwiseError `wrong-length` when the lengths differ
 */
export function weightedMean(values: Float64Array, weights: Float64Array): number {
  if (weights.length !== values.length) {
    const lengths = { values: values.length, weights: weights.length };
    const complaint = { expected: `${lengths.values} weights`, got: String(lengths.weights), todo: "give each value its weight" };
    throw new WorldwiseError("wrong-length", complaint, lengths);
  }
  let [total, weight] = [0, 0];
  for (let i = 0; i < values.length; i++) {
    total += weights[i]! * values[i]!;
    weight += weights[i]!;
  }
  return total / weight;
}
