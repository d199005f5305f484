import type { Discrete, OptionSchema, Planner, Plugin } from "@worldwise/protocol";
import { createComponent, definePlanner, definePlugin, heap, optionSchema } from "@worldwise/protocol";
import { meanAbsolute } from "./action-values.ts";
import { givenProbabilities, probabilitiesField } from "./given-policy.ts";
import type { InitialValueOptions } from "./planner-options.ts";
import { initialValueFields } from "./planner-options.ts";
import { tablePolicy } from "./policies.ts";
import type { Selection } from "./selection.ts";
import { fixedProbabilities, uniform } from "./selection.ts";
import type { StepSizeOptions } from "./step-size.ts";
import { stepOf, stepSizeFields } from "./step-size.ts";
import { tracedTable } from "./table-decision.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, packageName } from "./tabular-problem.ts";

/** Options of {@link tdPrediction}. */
export interface TdPredictionOptions extends StepSizeOptions, InitialValueOptions {
  /** `[N, M]` π(a|x), row by row; each row sums to 1. Default: empty, which means uniform. */
  readonly probabilities?: readonly number[];
}

/** V and visit counts. */
export type TdPredictionState = {
  /** `[N]` */
  value: Float64Array;
  /** `[N]` Updates of each state. */
  visits: Float64Array;
};

/** Learns V of one policy, and follows it. */
export type TdPrediction = Planner<Discrete, Discrete, TdPredictionState, never, "discount" | "value" | "valueTable" | "tracedValue" | "policy">;

const options: OptionSchema<Required<TdPredictionOptions>> = optionSchema({
  ...stepSizeFields, ...initialValueFields,
  probabilities: probabilitiesField,
});

/** {@link tdPrediction} by name. */
export const tdPredictionPlugin: Plugin<"planner", Required<TdPredictionOptions>, TabularProblem, TdPrediction> = definePlugin({
  role: "planner", name: "tdPrediction", about: "TD(0): the value of one given policy", options, create,
});

/**
 * TD(0): the value of one policy.
 *
 *   V(x) += α · (r + discount · V(x') − V(x))
 *
 * Actions are drawn from that policy, also when judged. Transitions count as they come: there is no correction for actions of
 * other policies. Throws `bad-options`, `bad-policy`.
 *
 * Source: Sutton (1988), Learning to predict by the methods of temporal differences, Machine Learning 3.
 */
export function tdPrediction(problem: TabularProblem, chosen: TdPredictionOptions = {}): TdPrediction {
  return createComponent(tdPredictionPlugin, chosen, problem);
}

function create(chosen: Required<TdPredictionOptions>, problem: TabularProblem): TdPrediction {
  checkTabular(problem);
  const selection = givenPolicy(problem, chosen.probabilities);
  const step = stepOf(chosen);
  const noValues = new Float64Array(0);
  const { observation: { count: stateCount }, discount } = problem;
  return definePlanner({
    name: "td-prediction", package: packageName, spaces: problem, needs: [], provides: ["discount", "value", "valueTable", "tracedValue", "policy"],
    init: (_, allocator = heap): TdPredictionState => ({
      value: allocator("float64", stateCount).fill(chosen.initialValue), visits: allocator("float64", stateCount),
    }),
    learn({ value, visits }, batch) {
      for (let b = 0; b < batch.size; b++) {
        const target = batch.reward[b]! + batch.discount[b]! * value[batch.nextObservation[b]!]!;
        step(value, visits, batch.observation[b]!, target);
      }
      return undefined;
    },
    policy: () => tablePolicy(selection, noValues),
    decision: ({ value }) => ({
      discount, valueTable: value, tracedValue: tracedTable(value), policy: tablePolicy(selection, noValues),
      value: {
        evaluate(observation, outValue) {
          for (let b = 0; b < outValue.length; b++) outValue[b] = value[observation[b]!]!;
        },
      },
    }),
    metrics: ({ value }) => ({ meanAbsoluteValue: meanAbsolute(value) }),
  });
}

function givenPolicy(problem: TabularProblem, probabilities: readonly number[]): Selection {
  const { action } = problem;
  return probabilities.length === 0 ? uniform(action.count) : fixedProbabilities(action.count, givenProbabilities(problem, probabilities));
}
