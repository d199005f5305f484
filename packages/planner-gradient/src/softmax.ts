import type { Lanes, Random, Space } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";

/**
 * π(·|x) of a softmax policy.
 *
 *   π(a|x) = exp(y_a − max_b y_b) / Σ_b exp(y_b − max),   y = features of x with weights `parameter`
 *
 * `Math.exp` may differ in its last bit between engines.
 *
 * @param outProbability - `[M]` overwritten
 */
export function softmaxProbabilities<O extends Space>(
  features: ActionFeatures<O>, parameter: Float64Array, observation: Lanes<O>, lane: number, outProbability: Float64Array,
): void {
  features.evaluate(parameter, observation, lane, outProbability);
  let highest = -Infinity;
  for (let a = 0; a < outProbability.length; a++) highest = Math.max(highest, outProbability[a]!);
  let total = 0;
  for (let a = 0; a < outProbability.length; a++) {
    outProbability[a] = Math.exp(outProbability[a]! - highest);
    total += outProbability[a]!;
  }
  for (let a = 0; a < outProbability.length; a++) outProbability[a]! /= total;
}

/** An index with these probabilities: one uniform number, inverted; what rounding leaves over goes to the last possible one. */
export function drawIndex(probability: Float64Array, random: Random): number {
  const u = random.uniform();
  let [total, last] = [0, 0];
  for (let a = 0; a < probability.length; a++) {
    if (!(probability[a]! > 0)) continue;
    total += probability[a]!;
    last = a;
    if (total > u) return a;
  }
  return last;
}

/** The first index of the largest number. */
export function largestIndex(numbers: Float64Array): number {
  let best = 0;
  for (let a = 1; a < numbers.length; a++) if (numbers[a]! > numbers[best]!) best = a;
  return best;
}
