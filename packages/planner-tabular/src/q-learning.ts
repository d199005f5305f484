import type { Decision, Discrete, OptionSchema, Planner, Plugin } from "@worldwise/protocol";
import { createComponent, definePlanner, definePlugin, heap, optionSchema } from "@worldwise/protocol";
import { maximum, meanAbsolute } from "./action-values.ts";
import type { InitialValueOptions, SelectionOptions } from "./planner-options.ts";
import { initialValueFields, selectionFields, selectionOf, stepSizeField } from "./planner-options.ts";
import { tablePolicy } from "./policies.ts";
import type { Selection } from "./selection.ts";
import type { TableWord } from "./table-decision.ts";
import { tableDecision, tableWords, tracedMaximum } from "./table-decision.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, packageName } from "./tabular-problem.ts";

/** Options of {@link qLearning}. */
export interface QLearningOptions extends SelectionOptions, InitialValueOptions {
  /** α in (0, 1]. Default 0.1. */
  readonly stepSize?: number;
}

/** Q, and nothing else: V is read from it. */
export type QLearningState = {
  /** `[N, M]` */
  actionValue: Float64Array;
};

/** Learns Q by sampled max backups. */
export type QLearning = Planner<Discrete, Discrete, QLearningState, never, TableWord | "maxBackupTable">;

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
 * behind its back. Therefore V is not kept: `valueTable` is written anew from Q whenever it is read from the decision, so read it there at
 * each use. Throws `bad-options`.
 *
 * Source: Watkins and Dayan (1992), Q-learning, Machine Learning 8.
 */
export function qLearning(problem: TabularProblem, chosen: QLearningOptions = {}): QLearning {
  return createComponent(qLearningPlugin, chosen, problem);
}

function create(chosen: Required<QLearningOptions>, problem: TabularProblem): QLearning {
  checkTabular(problem);
  const { stepSize, initialValue } = chosen;
  const { observation: { count: stateCount }, action: { count: actionCount } } = problem;
  const selection = selectionOf(chosen, actionCount);
  return definePlanner({
    name: "q-learning", package: packageName, spaces: problem, needs: [], provides: [...tableWords, "maxBackupTable"],
    init: (_, allocator = heap): QLearningState => ({ actionValue: allocator("float64", stateCount * actionCount).fill(initialValue) }),
    learn({ actionValue }, batch) {
      for (let b = 0; b < batch.size; b++) {
        const row = batch.observation[b]! * actionCount + batch.action[b]!;
        const target = batch.reward[b]! + batch.discount[b]! * maximum(actionValue, batch.nextObservation[b]!, actionCount);
        actionValue[row]! += stepSize * (target - actionValue[row]!);
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
  problem: TabularProblem, selection: Selection, { actionValue }: QLearningState, stepSize: number,
): Decision<TableWord | "maxBackupTable", Discrete, Discrete> {
  const { observation: { count: stateCount }, action: { count: actionCount } } = problem;
  const value = new Float64Array(stateCount);
  return {
    ...tableDecision(problem, selection, { actionValue, value }),
    maxBackupTable: { actionValue, stepSize },
    tracedValue: tracedMaximum(actionValue, actionCount),
    get valueTable() {
      for (let s = 0; s < stateCount; s++) value[s] = maximum(actionValue, s, actionCount);
      return value;
    },
    value: {
      evaluate(observation, outValue) {
        for (let b = 0; b < outValue.length; b++) outValue[b] = maximum(actionValue, observation[b]!, actionCount);
      },
    },
  };
}
