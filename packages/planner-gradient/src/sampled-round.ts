import type { Outcome, Space } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import { advantages } from "./advantages.ts";
import { fitCritic } from "./critic.ts";
import type { ScoredTransitions } from "./sampled-gradient.ts";
import { sampledObjective } from "./sampled-gradient.ts";
import type { ChosenSampled } from "./sampled-options.ts";
import { roundSize } from "./sampled-options.ts";
import type { SampledState } from "./sampled-state.ts";
import { softmaxProbabilities } from "./softmax.ts";
import type { Trajectories } from "./trajectories.ts";
import { dot } from "./trust-region.ts";
import { rememberStates } from "./visited-states.ts";
import { policyGeometry } from "./weighted-states.ts";

/** What a method steps from. */
export interface SampledStep<O extends Space = Space> {
  readonly transitions: ScoredTransitions<O>;
  /** `[F, M]` ĝ; read only. */
  readonly gradient: Float64Array;
}

/** Moves `parameter` in place, or leaves it where no step is of any use. */
export type SampledMethod<O extends Space> = (step: SampledStep<O>, parameter: Float64Array) => void;

/** Learns from the trajectories in the state, and empties them. */
export type LearnRound<O extends Space> = (state: SampledState<O>) => Outcome | undefined;

/**
 * One round: advantages under the critic as it was, a step of the policy, and the critic's share of the returns.
 *
 * The baseline of a round was fitted to earlier rounds only, so that it does not depend on the actions it is subtracted from.
 * "non-finite": a gradient or parameter that is no number; policy and critic then stay what they were.
 */
export function roundLearner<O extends Space>(
  { discount }: { readonly discount: number }, features: ActionFeatures<O>, chosen: ChosenSampled, method: SampledMethod<O>,
): LearnRound<O> {
  const capacity = roundSize(chosen);
  const { actionCount, featureCount } = features;
  const [weight, advantage, target] = [0, 1, 2].map(() => new Float64Array(capacity)) as [Float64Array, Float64Array, Float64Array];
  const probability = new Float64Array(capacity * actionCount);
  const [gradient, before] = [new Float64Array(featureCount * actionCount), new Float64Array(featureCount * actionCount)];
  const row = new Float64Array(actionCount);
  const [estimate, fit, objective, geometry] =
    [advantages(features, chosen), fitCritic(features, chosen.criticInertia), sampledObjective(features), policyGeometry(features)];

  return (state) => {
    const { trajectories, parameter } = state;
    if (trajectories.size === 0) return undefined;
    const transitions = score(state);
    objective.gradient(transitions, gradient);
    before.set(parameter);
    if (gradient.every(Number.isFinite)) method({ transitions, gradient }, parameter);
    const isFinite = gradient.every(Number.isFinite) && parameter.every(Number.isFinite) && fit(state.critic, trajectories, target);
    if (isFinite) report(state, transitions);
    else parameter.set(before);
    trajectories.size = 0;
    state.laneRow.fill(-1);
    return isFinite ? undefined : "non-finite";
  };

  /** Advantages and weights of the transitions, and what the policy does there. */
  function score(state: SampledState<O>): ScoredTransitions<O> {
    const { trajectories } = state;
    const { size: count, observation, action } = trajectories;
    estimate(state, trajectories, advantage, target);
    for (let i = 0; i < count; i++) {
      softmaxProbabilities(features, state.parameter, observation, i, row);
      probability.set(row, i * actionCount);
    }
    return { count, observation, action, weight, advantage, probability, divisor: weigh(trajectories) };
  }

  /** Writes the weights, and gives what sums are divided by. */
  function weigh({ size, time }: Trajectories<O>): number {
    if (chosen.stateWeights === "uniform") {
      weight.fill(1, 0, size);
      return size;
    }
    let episodes = 0;
    for (let i = 0; i < size; i++) {
      weight[i] = discount ** time[i]!;
      episodes += Number(time[i] === 0);
    }
    return Math.max(1, episodes);
  }

  function report(state: SampledState<O>, transitions: ScoredTransitions<O>): void {
    const { trajectories: { size, reward }, parameter } = state;
    let total = 0;
    for (let i = 0; i < size; i++) total += reward[i]!;
    const moved = (i: number): Float64Array => {
      softmaxProbabilities(features, parameter, transitions.observation, i, row);
      return row;
    };
    state.rounds++;
    state.meanReward = total / size;
    state.gradientNorm = Math.sqrt(dot(gradient, gradient));
    state.surrogate = objective.surrogate(transitions, moved);
    state.divergence = geometry.divergence(transitions, parameter);
    rememberStates(state.visited, state.trajectories, weight);
  }
}
