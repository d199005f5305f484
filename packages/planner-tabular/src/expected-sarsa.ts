import type { Discrete, OptionSchema, Planner, Plugin } from "@worldwise/protocol";
import { createComponent, definePlanner, definePlugin, heap, optionSchema } from "@worldwise/protocol";
import type { ActionValueTables } from "./action-values.ts";
import { actionValueTables, meanAbsolute } from "./action-values.ts";
import type { InitialValueOptions, SelectionOptions } from "./planner-options.ts";
import { initialValueFields, selectionFields, selectionOf } from "./planner-options.ts";
import { expectedActionValue, tablePolicy } from "./policies.ts";
import type { StepSizeOptions } from "./step-size.ts";
import { stepOf, stepSizeFields } from "./step-size.ts";
import type { TableWord } from "./table-decision.ts";
import { tableDecision, tableWords } from "./table-decision.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, packageName } from "./tabular-problem.ts";

/** Options of {@link expectedSarsa}. */
export interface ExpectedSarsaOptions extends StepSizeOptions, SelectionOptions, InitialValueOptions {}

/** Q, V and visit counts. */
export type ExpectedSarsaState = ActionValueTables & {
  /** `[N, M]` Updates of each pair. */
  visits: Float64Array;
};

/** Learns Q of the policy it follows, in expectation over the next action. */
export type ExpectedSarsa = Planner<Discrete, Discrete, ExpectedSarsaState, never, TableWord>;

const options: OptionSchema<Required<ExpectedSarsaOptions>> =
  optionSchema({ ...stepSizeFields, ...selectionFields, ...initialValueFields });

/** {@link expectedSarsa} by name. */
export const expectedSarsaPlugin: Plugin<"planner", Required<ExpectedSarsaOptions>, TabularProblem, ExpectedSarsa> = definePlugin({
  role: "planner", name: "expectedSarsa", about: "Expected SARSA: the mean over the next action under the present policy", options, create,
});

/**
 * Expected SARSA: the update of the finite Dyna.
 *
 *   Q(x,a) += α · (r + discount · Σ_a' π(a'|x') Q(x',a') − Q(x,a)),   V(x) = Σ_a π(a|x) Q(x,a)
 *
 * π is the policy that it explores with, as it is now; with `policy: "uniform"` Q is the value of random behavior, and that is judged.
 * Draws no random numbers while learning. Throws `bad-options`.
 *
 * Source: van Seijen, van Hasselt, Whiteson and Wiering (2009), A theoretical and empirical analysis of Expected Sarsa, ADPRL.
 */
export function expectedSarsa(problem: TabularProblem, chosen: ExpectedSarsaOptions = {}): ExpectedSarsa {
  return createComponent(expectedSarsaPlugin, chosen, problem);
}

function create(chosen: Required<ExpectedSarsaOptions>, problem: TabularProblem): ExpectedSarsa {
  checkTabular(problem);
  const { observation: { count: stateCount }, action: { count: actionCount } } = problem;
  const selection = selectionOf(chosen, actionCount);
  const step = stepOf(chosen);
  const scratch = new Float64Array(actionCount);
  return definePlanner({
    name: "expected-sarsa", package: packageName, spaces: problem, needs: [], provides: tableWords,
    init: (_, allocator = heap): ExpectedSarsaState => ({
      ...actionValueTables(problem, chosen.initialValue, allocator), visits: allocator("float64", stateCount * actionCount),
    }),
    learn({ actionValue, value, visits }, batch) {
      for (let b = 0; b < batch.size; b++) {
        const state = batch.observation[b]!;
        const target = batch.reward[b]! + batch.discount[b]! * value[batch.nextObservation[b]!]!;
        step(actionValue, visits, state * actionCount + batch.action[b]!, target);
        value[state] = expectedActionValue(selection, actionValue, state, scratch);
      }
      return undefined;
    },
    policy: ({ actionValue }) => tablePolicy(selection, actionValue),
    decision: (state) => tableDecision(problem, selection, state),
    metrics: ({ actionValue }) => ({ meanAbsoluteActionValue: meanAbsolute(actionValue) }),
  });
}
