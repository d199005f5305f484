import type { Outcome, Space } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import { fitCritic } from "./critic.ts";
import type { ScoredRound } from "./round-scoring.ts";
import { roundScorer } from "./round-scoring.ts";
import type { ScoredTransitions } from "./sampled-gradient.ts";
import { sampledObjective } from "./sampled-gradient.ts";
import type { ChosenSampled } from "./sampled-options.ts";
import type { SampledState } from "./sampled-state.ts";
import { softmaxProbabilities } from "./softmax.ts";
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

/** Learns from the trajectories in the state, and empties them. Does nothing where there are none. */
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
  const score = roundScorer(discount, features, chosen);
  const [objective, fit, report] = [sampledObjective(features), fitCritic(features, chosen.criticInertia), reporter(features)];
  const gradient = new Float64Array(features.featureCount * features.actionCount);
  const before = gradient.slice();

  /** Moves policy and critic; false where they cannot be moved by numbers. */
  function step({ parameter, critic, trajectories }: SampledState<O>, round: ScoredRound<O>): boolean {
    objective.gradient(round, gradient);
    if (!gradient.every(Number.isFinite)) return false;
    method({ transitions: round, gradient }, parameter);
    return parameter.every(Number.isFinite) && fit(critic, trajectories, round.target);
  }

  return (state) => {
    const { trajectories, parameter, laneRow } = state;
    if (trajectories.size === 0) return undefined;
    const round = score(state);
    before.set(parameter);
    const isFinite = step(state, round);
    if (isFinite) report(state, round, gradient);
    else parameter.set(before);
    trajectories.size = 0;
    laneRow.fill(-1);
    return isFinite ? undefined : "non-finite";
  };
}

/** Writes down what a round did. */
function reporter<O extends Space>(
  features: ActionFeatures<O>,
): (state: SampledState<O>, round: ScoredRound<O>, gradient: Float64Array) => void {
  const [objective, geometry] = [sampledObjective(features), policyGeometry(features)];
  const row = new Float64Array(features.actionCount);
  return (state, round, gradient) => {
    const { trajectories, parameter, visited } = state;
    let total = 0;
    for (let i = 0; i < round.count; i++) total += trajectories.reward[i]!;
    state.rounds++;
    state.meanReward = total / round.count;
    state.gradientNorm = Math.sqrt(dot(gradient, gradient));
    state.surrogate = objective.surrogate(round, (i) => {
      softmaxProbabilities(features, parameter, round.observation, i, row);
      return row;
    });
    state.divergence = geometry.divergence(round, parameter);
    rememberStates(visited, trajectories, round.weight);
  };
}
