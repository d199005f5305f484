import type { Decision, Discrete, OptionSchema, Planner, Plugin } from "@worldwise/protocol";
import { createComponent, definePlanner, definePlugin, heap, optionSchema } from "@worldwise/protocol";
import type { ActionValueTables } from "./action-values.ts";
import { actionValueTables, maximum, meanAbsolute } from "./action-values.ts";
import type { InitialValueOptions, SelectionOptions } from "./planner-options.ts";
import { initialValueFields, selectionFields, selectionOf, stepSizeField } from "./planner-options.ts";
import { tablePolicy } from "./policies.ts";
import type { Selection } from "./selection.ts";
import type { TableWord } from "./table-decision.ts";
import { tableDecision, tableWords } from "./table-decision.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, packageName } from "./tabular-problem.ts";

/** Options of {@link qLearning}. */
export interface QLearningOptions extends SelectionOptions, InitialValueOptions {
  /** α in (0, 1]. Default 0.1. */
  readonly stepSize?: number;
}

/** Learns Q and V by sampled max backups. */
export type QLearning = Planner<Discrete, Discrete, ActionValueTables, never, TableWord | "maxBackupTable">;

const options: OptionSchema<Required<QLearningOptions>> =
  optionSchema({ stepSize: stepSizeField(0.1), ...selectionFields, ...initialValueFields });

/** {@link qLearning} by name. */
export const qLearningPlugin: Plugin<"planner", Required<QLearningOptions>, TabularProblem, QLearning> = definePlugin({
  role: "planner", name: "qLearning", about: "Q-learning: sampled max backups, from real and imagined transitions", options, create,
});

/**
 * Q-learning.
 *
 *   Q(x,a) += stepSize · (r + discount · max_a' Q(x',a') − Q(x,a)),   V(x) = max_a Q(x,a)
 *
 * Real and imagined transitions count the same. It promises `maxBackupTable`: whoever plans in that table with a kernel writes Q
 * behind its back. Therefore max_a' Q is always taken anew from Q, and each reading of `valueTable` brings V up to date first.
 * Throws `bad-options`.
 *
 * Source: Watkins and Dayan (1992), Q-learning, Machine Learning 8.
 */
export function qLearning(problem: TabularProblem, chosen: QLearningOptions = {}): QLearning {
  return createComponent(qLearningPlugin, chosen, problem);
}

function create(chosen: Required<QLearningOptions>, problem: TabularProblem): QLearning {
  checkTabular(problem);
  const { stepSize, initialValue } = chosen;
  const { action: { count: actionCount } } = problem;
  const selection = selectionOf(chosen, actionCount);
  return definePlanner({
    name: "q-learning", package: packageName, spaces: problem, needs: [], provides: [...tableWords, "maxBackupTable"],
    init: (_, allocator = heap) => actionValueTables(problem, initialValue, allocator),
    learn({ actionValue, value }, batch) {
      for (let b = 0; b < batch.size; b++) {
        const state = batch.observation[b]!;
        const row = state * actionCount + batch.action[b]!;
        const target = batch.reward[b]! + batch.discount[b]! * maximum(actionValue, batch.nextObservation[b]!, actionCount);
        actionValue[row]! += stepSize * (target - actionValue[row]!);
        value[state] = maximum(actionValue, state, actionCount);
      }
      return undefined;
    },
    policy: ({ actionValue }) => tablePolicy(selection, actionValue),
    decision: (state) => greedyDecision(problem, selection, state, stepSize),
    metrics: ({ actionValue }) => ({ meanAbsoluteActionValue: meanAbsolute(actionValue) }),
  });
}

/** The words of a planner whose Q others may write: V is read from Q each time. */
function greedyDecision(
  problem: TabularProblem, selection: Selection, tables: ActionValueTables, stepSize: number,
): Decision<TableWord | "maxBackupTable", Discrete, Discrete> {
  const { actionValue, value } = tables;
  const { action: { count: actionCount } } = problem;
  return {
    ...tableDecision(problem, selection, tables),
    maxBackupTable: { actionValue, stepSize },
    get valueTable() {
      for (let s = 0; s < value.length; s++) value[s] = maximum(actionValue, s, actionCount);
      return value;
    },
    value: {
      evaluate(observation, outValue) {
        for (let b = 0; b < outValue.length; b++) outValue[b] = maximum(actionValue, observation[b]!, actionCount);
      },
    },
  };
}
