import type { LinearExpectation } from "@worldwise/data";

/**
 * What one feature alone is worth, by its best action.
 *
 *   max_a b_a[i] + γ Σ_k F_a[k, i] θ_k
 *
 * @param weight - `[K]` θ
 */
export function featureTarget({ featureSize, actionCount, discount, transition, reward }: LinearExpectation, weight: Float64Array, i: number): number {
  let best = -Infinity;
  for (let a = 0; a < actionCount; a++) {
    const row = a * featureSize + i;
    let next = 0;
    for (let k = 0; k < featureSize; k++) next += transition[row * featureSize + k]! * weight[k]!;
    const target = reward[row]! + discount * next;
    // Comparing this way round lets NaN through, so that the caller sees it.
    if (!(target <= best)) best = target;
  }
  return best;
}

/** max_a |F_a[i, j]|: how strongly feature j leads to feature i. */
export function linkOf({ featureSize, actionCount, transition }: LinearExpectation, i: number, j: number): number {
  let strongest = 0;
  for (let a = 0; a < actionCount; a++) {
    strongest = Math.max(strongest, Math.abs(transition[(a * featureSize + j) * featureSize + i]!));
  }
  return strongest;
}

/**
 * Q of features under a linear model.
 *
 *   Q(φ, a) = b_aᵀφ + γ θᵀF_a φ
 *
 * @param feature - `[K]`
 * @param outValue - `[M]` overwritten; M = actionCount of the model
 */
export function actionValuesOf(
  { featureSize, actionCount, discount, transition, reward }: LinearExpectation, weight: Float64Array, feature: Float64Array,
  outValue: Float64Array,
): void {
  for (let a = 0; a < actionCount; a++) {
    let value = 0;
    for (let i = 0; i < featureSize; i++) {
      if (feature[i] === 0) continue;
      const row = a * featureSize + i;
      let next = 0;
      for (let k = 0; k < featureSize; k++) next += transition[row * featureSize + k]! * weight[k]!;
      value += feature[i]! * (reward[row]! + discount * next);
    }
    outValue[a] = value;
  }
}
