import { mul, pick, reshape, softmax, sum } from "@worldwise/autodiff";
import type { Decision, Discrete, Space } from "@worldwise/protocol";
import { traced } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import { criticValue } from "./critic.ts";
import type { GradientProblem } from "./gradient-problem.ts";
import type { SampledState } from "./sampled-state.ts";
import type { Judged } from "./softmax-policy.ts";
import { featureWeights, softmaxPolicy, tracedSoftmaxPolicy } from "./softmax-policy.ts";
import { visitedDistribution } from "./visited-states.ts";

/** What a planner with a policy and a critic can tell. */
export type SampledWord =
  "discount" | "value" | "actionValue" | "tracedValue" | "tracedActionValue" | "policy" | "tracedPolicy" | "stateDistribution";
/** The same as a list. */
export const sampledWords: readonly SampledWord[] =
  ["discount", "value", "actionValue", "tracedValue", "tracedActionValue", "policy", "tracedPolicy", "stateDistribution"];

/** The words of a planner that learns from trajectories. Values are the critic's. */
export function sampledDecision<O extends Space>(
  { discount, observation }: GradientProblem<O>, features: ActionFeatures<O>, state: SampledState<O>, judged: Judged,
): Decision<SampledWord, O, Discrete> {
  const { parameter, critic, visited } = state;
  const [actor, weights] = [featureWeights(features, parameter), featureWeights(features, critic)];
  const evaluate = criticValue(features);
  const row = new Float64Array(features.actionCount);
  return {
    discount,
    policy: softmaxPolicy(features, parameter, judged), tracedPolicy: tracedSoftmaxPolicy(features, parameter),
    stateDistribution: visitedDistribution(observation, visited),
    value: {
      evaluate(states, outValue) {
        for (let b = 0; b < outValue.length; b++) outValue[b] = evaluate(state, states, b);
      },
    },
    actionValue: {
      evaluate(states, _, outValue) {
        for (let b = 0; b < outValue.length / row.length; b++) {
          features.evaluate(critic, states, b, row);
          outValue.set(row, b * row.length);
        }
      },
    },
    tracedValue: traced({ actor, critic: weights }, (bound) => (states) =>
      sum(mul(softmax(features.traced(bound.actor.weights, states)), features.traced(bound.critic.weights, states)), 1)),
    tracedActionValue: traced(weights, (bound) => (states, actions) =>
      pick(features.traced(bound.weights, states), reshape(actions, [actions.shape[0]!]))),
  };
}
