import { add, gather, mul, reshape } from "@worldwise/autodiff";
import type { Decision, Discrete, StateDistribution } from "@worldwise/protocol";
import { traced } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import type { PolicyFacts } from "./exact-evaluation.ts";
import { effectiveHorizon } from "./exact-evaluation.ts";
import type { FiniteProblem } from "./gradient-problem.ts";
import type { Judged } from "./softmax-policy.ts";
import { softmaxPolicy, tracedSoftmaxPolicy } from "./softmax-policy.ts";

/** What a planner with an exactly evaluated policy can tell. */
export type ExactWord =
  | "discount" | "value" | "actionValue" | "valueTable" | "actionValueTable" | "tracedValue" | "tracedActionValue"
  | "policy" | "tracedPolicy" | "stateDistribution";
/** The same as a list. */
export const exactWords: readonly ExactWord[] = [
  "discount", "value", "actionValue", "valueTable", "actionValueTable", "tracedValue", "tracedActionValue",
  "policy", "tracedPolicy", "stateDistribution",
];

/** The words of a planner that keeps the facts of its policy up to date. */
export function exactDecision(
  { discount, observation, action }: FiniteProblem, features: ActionFeatures<Discrete>,
  state: PolicyFacts & { readonly parameter: Float64Array }, judged: Judged,
): Decision<ExactWord, Discrete, Discrete> {
  const { parameter, value, actionValue, visits } = state;
  const [stateCount, actionCount] = [observation.count, action.count];
  const values = { shape: [stateCount], data: value };
  const actionValues = { shape: [stateCount * actionCount], data: actionValue };
  return {
    discount, valueTable: value, actionValueTable: actionValue,
    policy: softmaxPolicy(features, parameter, judged), tracedPolicy: tracedSoftmaxPolicy(features, parameter),
    stateDistribution: visitDistribution(visits),
    value: {
      evaluate(states, outValue) {
        for (let b = 0; b < outValue.length; b++) outValue[b] = value[states[b]!]!;
      },
    },
    actionValue: {
      evaluate(states, _, outValue) {
        for (let i = 0; i < outValue.length; i++) {
          const b = Math.floor(i / actionCount);
          outValue[i] = actionValue[states[b]! * actionCount + i - b * actionCount]!;
        }
      },
    },
    tracedValue: traced({ table: values }, ({ table }) => (states) => gather(table, states)),
    tracedActionValue: traced({ table: actionValues }, ({ table }) => (states, actions) =>
      gather(table, add(mul(states, actionCount), reshape(actions, [actions.shape[0]!])))),
  };
}

/** Draws x with probability d(x) / Σ d. One uniform number for each lane. */
function visitDistribution(visits: Float64Array): StateDistribution<Discrete> {
  return {
    draw(random, outObservation) {
      const total = effectiveHorizon({ visits });
      for (let b = 0; b < random.lanes; b++) outObservation[b] = invert(visits, random.lane(b).uniform() * total);
    },
  };
}

/** The first x at which the running sum exceeds `level`; rounding left over goes to the last that is visited at all. */
function invert(visits: Float64Array, level: number): number {
  let [total, last] = [0, 0];
  for (let x = 0; x < visits.length; x++) {
    if (!(visits[x]! > 0)) continue;
    total += visits[x]!;
    last = x;
    if (total > level) return x;
  }
  return last;
}
