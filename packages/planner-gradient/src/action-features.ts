import { gather, matmul } from "@worldwise/autodiff";
import type { Discrete, Lanes, Space, Tensor } from "@worldwise/protocol";
import type { StateFeatures } from "./state-features.ts";

/**
 * One number for each action, linear in its weights w `[F, M]`:
 *
 *   y_a(x) = Σ_f φ_f(x) w_fa
 *
 * With the policy's parameters for weights these are the logits of a softmax policy; with a critic's, Q(x,·).
 */
export interface ActionFeatures<O extends Space = Space> {
  /** F */
  readonly featureCount: number;
  /** M */
  readonly actionCount: number;
  /** Whether φ tells every state from every other: then what is optimal for each state apart is optimal for all. */
  readonly isTable: boolean;
  /** Writes outNumber `[M]`: y of one lane. */
  evaluate(weights: Float64Array, observation: Lanes<O>, lane: number, outNumber: Float64Array): void;
  /** outWeights[f, a] += φ_f(x) · cotangent[a]: the derivative of Σ_a cotangent_a y_a(x). */
  pullback(cotangent: Float64Array, observation: Lanes<O>, lane: number, outWeights: Float64Array): void;
  /** weights `[F, M]`, states `[B]` or `[B, S]` → `[B, M]` */
  traced(weights: Tensor, state: Tensor): Tensor;
}

/** A table: weights `[N, M]`, y_a(x) = w_xa. */
export function tableFeatures(stateCount: number, actionCount: number): ActionFeatures<Discrete> {
  return {
    featureCount: stateCount, actionCount, isTable: true,
    evaluate(weights, observation, lane, outNumber) {
      const from = observation[lane]! * actionCount;
      for (let a = 0; a < actionCount; a++) outNumber[a] = weights[from + a]!;
    },
    pullback(cotangent, observation, lane, outWeights) {
      const from = observation[lane]! * actionCount;
      for (let a = 0; a < actionCount; a++) outWeights[from + a]! += cotangent[a]!;
    },
    traced: (weights, state) => gather(weights, state),
  };
}

/** Linear in features of the state: weights `[F, M]`, a column for each action. */
export function linearFeatures<O extends Space>(features: StateFeatures<O>, actionCount: number): ActionFeatures<O> {
  const { size: featureCount } = features;
  const feature = new Float64Array(featureCount);
  return {
    featureCount, actionCount, isTable: false,
    evaluate(weights, observation, lane, outNumber) {
      features.evaluate(observation, lane, feature);
      outNumber.fill(0);
      for (let f = 0; f < featureCount; f++) {
        for (let a = 0; a < actionCount; a++) outNumber[a]! += feature[f]! * weights[f * actionCount + a]!;
      }
    },
    pullback(cotangent, observation, lane, outWeights) {
      features.evaluate(observation, lane, feature);
      for (let f = 0; f < featureCount; f++) {
        for (let a = 0; a < actionCount; a++) outWeights[f * actionCount + a]! += feature[f]! * cotangent[a]!;
      }
    },
    traced: (weights, state) => matmul(features.traced(state), weights),
  };
}
