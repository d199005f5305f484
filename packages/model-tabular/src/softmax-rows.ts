/** Writes softmax(logits[from … from+count−1]) into outProbability[to …]. The largest logit is taken out first. */
export function softmaxInto(logits: Float64Array, from: number, count: number, outProbability: Float64Array, to: number): void {
  let largest = -Infinity;
  for (let k = 0; k < count; k++) largest = Math.max(largest, logits[from + k]!);
  let total = 0;
  for (let k = 0; k < count; k++) total += outProbability[to + k] = Math.exp(logits[from + k]! - largest);
  for (let k = 0; k < count; k++) outProbability[to + k]! /= total;
}
