import type { Space } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import type { WeightedStates } from "./weighted-states.ts";

/** Transitions of the present policy, each with what it was worth. */
export interface ScoredTransitions<O extends Space = Space> extends WeightedStates<O> {
  /** `[B]` */
  readonly action: Int32Array;
  /** `[B]` Â */
  readonly advantage: Float64Array;
  /** What sums over transitions are divided by: how many episodes they stand for, or their number. */
  readonly divisor: number;
}

/** Sums over transitions that estimate expectations. */
export interface SampledObjective<O extends Space = Space> {
  /** outGradient `[F, M]` ← 1/divisor Σ_i w_i Â_i ∇log π(a_i|x_i), overwritten. */
  gradient(transitions: ScoredTransitions<O>, outGradient: Float64Array): void;
  /** L = 1/divisor Σ_i w_i Â_i (π'(a_i|x_i) / π(a_i|x_i) − 1), 0 where π' = π. */
  surrogate(transitions: ScoredTransitions<O>, probability: (row: number) => Float64Array): number;
}

/**
 * The likelihood-ratio policy gradient and its surrogate.
 *
 * With w_i = γ^t, t the steps since the episode of transition i began, and the number of episodes for divisor, the gradient is
 * unbiased for ∇J, whatever baseline was subtracted, so long as the baseline does not depend on these actions.
 *
 * Source: Williams (1992), Simple statistical gradient-following algorithms for connectionist reinforcement learning.
 */
export function sampledObjective<O extends Space>(features: ActionFeatures<O>): SampledObjective<O> {
  const { actionCount } = features;
  const cotangent = new Float64Array(actionCount);
  return {
    gradient({ count, observation, weight, probability, action, advantage, divisor }, outGradient) {
      outGradient.fill(0);
      for (let row = 0; row < count; row++) {
        const factor = weight[row]! * advantage[row]! / divisor;
        for (let a = 0; a < actionCount; a++) {
          cotangent[a] = factor * (Number(a === action[row]) - probability[row * actionCount + a]!);
        }
        features.pullback(cotangent, observation, row, outGradient);
      }
    },
    surrogate({ count, weight, probability, action, advantage, divisor }, probabilityThere) {
      let total = 0;
      for (let row = 0; row < count; row++) {
        const a = action[row]!;
        const ratio = probabilityThere(row)[a]! / probability[row * actionCount + a]!;
        total += weight[row]! * advantage[row]! * (ratio - 1);
      }
      return total / divisor;
    },
  };
}
