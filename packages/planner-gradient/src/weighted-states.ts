import type { Lanes, Space } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import { softmaxProbabilities } from "./softmax.ts";

/** States with weights w, and what the present policy does there. */
export interface WeightedStates<O extends Space = Space> {
  /** B */
  readonly count: number;
  /** `[B, O]` */
  readonly observation: Lanes<O>;
  /** `[B]` Only their proportions matter. */
  readonly weight: Float64Array;
  /** `[B, M]` π(a|x) */
  readonly probability: Float64Array;
}

/** Where a softmax policy goes when its parameters move. */
export interface PolicyGeometry<O extends Space = Space> {
  /**
   * outProduct ← F v, F the Fisher information of the parameters:
   *
   *   F = Σ_b w_b Σ_a π(a|x_b) ∇log π ∇log πᵀ / Σ_b w_b
   *
   * vector and outProduct `[F, M]`. Exact over actions.
   */
  fisherProduct(states: WeightedStates<O>, vector: Float64Array, outProduct: Float64Array): void;
  /** Σ_b w_b KL(π(·|x_b) ‖ π'(·|x_b)) / Σ_b w_b, where π' has the parameters given. */
  divergence(states: WeightedStates<O>, parameter: Float64Array): number;
}

/** The geometry of softmax policies with these features. */
export function policyGeometry<O extends Space>(features: ActionFeatures<O>): PolicyGeometry<O> {
  const { actionCount } = features;
  const scratch = new Float64Array(actionCount);
  return {
    fisherProduct({ count, observation, weight, probability }, vector, outProduct) {
      outProduct.fill(0);
      const total = totalOf(weight, count);
      for (let b = 0; b < count; b++) {
        features.evaluate(vector, observation, b, scratch);
        let mean = 0;
        for (let a = 0; a < actionCount; a++) mean += probability[b * actionCount + a]! * scratch[a]!;
        const share = weight[b]! / total;
        for (let a = 0; a < actionCount; a++) scratch[a] = share * probability[b * actionCount + a]! * (scratch[a]! - mean);
        features.pullback(scratch, observation, b, outProduct);
      }
    },
    divergence({ count, observation, weight, probability }, parameter) {
      let divergence = 0;
      for (let b = 0; b < count; b++) {
        if (weight[b] === 0) continue;
        softmaxProbabilities(features, parameter, observation, b, scratch);
        let here = 0;
        for (let a = 0; a < actionCount; a++) {
          const before = probability[b * actionCount + a]!;
          if (before > 0) here += before * Math.log(before / scratch[a]!);
        }
        divergence += weight[b]! * here;
      }
      return divergence / totalOf(weight, count);
    },
  };
}

function totalOf(weight: Float64Array, count: number): number {
  let total = 0;
  for (let b = 0; b < count; b++) total += weight[b]!;
  return total;
}
