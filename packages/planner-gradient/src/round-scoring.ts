import type { Space } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import { advantages } from "./advantages.ts";
import type { ScoredTransitions } from "./sampled-gradient.ts";
import type { ChosenSampled } from "./sampled-options.ts";
import { roundSize } from "./sampled-options.ts";
import type { SampledState } from "./sampled-state.ts";
import { softmaxProbabilities } from "./softmax.ts";
import type { Trajectories } from "./trajectories.ts";

/** A round with what its transitions were worth. All arrays are overwritten by the next round. */
export interface ScoredRound<O extends Space = Space> extends ScoredTransitions<O> {
  /** `[B]` Returns: what the critic should have said. */
  readonly target: Float64Array;
}

/** Scores the trajectories in the state under its policy and critic. */
export type ScoreRound<O extends Space> = (state: SampledState<O>) => ScoredRound<O>;

/**
 * Advantages, weights and probabilities of a round.
 *
 *   discounted:  w_i = γ^\{t_i\}, sums divided by the episodes that begin in the round (at least 1)
 *   uniform:     w_i = 1, sums divided by the transitions
 */
export function roundScorer<O extends Space>(
  discount: number, features: ActionFeatures<O>, chosen: ChosenSampled,
): ScoreRound<O> {
  const capacity = roundSize(chosen);
  const { actionCount } = features;
  const estimate = advantages(features, chosen);
  const [weight, advantage, target] = [new Float64Array(capacity), new Float64Array(capacity), new Float64Array(capacity)];
  const [probability, row] = [new Float64Array(capacity * actionCount), new Float64Array(actionCount)];
  const weigh = chosen.stateWeights === "uniform" ? uniformWeights : discountedWeights;
  return (state) => {
    const { trajectories, parameter } = state;
    const { size: count, observation, action } = trajectories;
    estimate(state, trajectories, advantage, target);
    for (let i = 0; i < count; i++) {
      softmaxProbabilities(features, parameter, observation, i, row);
      probability.set(row, i * actionCount);
    }
    return { count, observation, action, weight, advantage, target, probability, divisor: weigh(trajectories, discount, weight) };
  };
}

/** Writes the weights, and gives what sums are divided by. */
function discountedWeights({ size, time }: Trajectories, discount: number, outWeight: Float64Array): number {
  let episodes = 0;
  for (let i = 0; i < size; i++) {
    outWeight[i] = discount ** time[i]!;
    episodes += Number(time[i] === 0);
  }
  return Math.max(1, episodes);
}

function uniformWeights({ size }: Trajectories, _: number, outWeight: Float64Array): number {
  outWeight.fill(1, 0, size);
  return size;
}
