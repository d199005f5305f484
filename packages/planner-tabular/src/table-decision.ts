import type { Decision, Discrete } from "@worldwise/protocol";
import type { ActionValueTables } from "./action-values.ts";
import { tablePolicy } from "./policies.ts";
import type { Selection } from "./selection.ts";
import type { TabularProblem } from "./tabular-problem.ts";

/** What every planner with a Q table can tell. */
export type TableWord = "discount" | "value" | "actionValue" | "valueTable" | "actionValueTable" | "policy";
/** The same as a list. */
export const tableWords: readonly TableWord[] = ["discount", "value", "actionValue", "valueTable", "actionValueTable", "policy"];

/** The words of a planner whose `value` is kept up to date with its `actionValue`. */
export function tableDecision(
  { discount, action }: TabularProblem, selection: Selection, { actionValue, value }: ActionValueTables,
): Decision<TableWord, Discrete, Discrete> {
  return {
    discount, valueTable: value, actionValueTable: actionValue, policy: tablePolicy(selection, actionValue),
    value: {
      evaluate(observation, outValue) {
        for (let b = 0; b < outValue.length; b++) outValue[b] = value[observation[b]!]!;
      },
    },
    actionValue: {
      evaluate(observation, _, outValue) {
        const lanes = outValue.length / action.count;
        for (let b = 0; b < lanes; b++) copyRow(actionValue, observation[b]! * action.count, outValue, b * action.count, action.count);
      },
    },
  };
}

function copyRow(table: Float64Array, from: number, outValue: Float64Array, to: number, count: number): void {
  for (let a = 0; a < count; a++) outValue[to + a] = table[from + a]!;
}
