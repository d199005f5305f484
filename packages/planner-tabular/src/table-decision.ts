import { add, gather, max, mul } from "@worldwise/autodiff";
import type { Decision, Discrete, StateFunction, Tensor, Traced } from "@worldwise/protocol";
import { traced } from "@worldwise/protocol";
import type { ActionValueTables } from "./action-values.ts";
import { tablePolicy } from "./policies.ts";
import type { Selection } from "./selection.ts";
import type { TabularProblem } from "./tabular-problem.ts";

/** What every planner with a Q table can tell. */
export type TableWord =
  | "discount" | "value" | "actionValue" | "valueTable" | "actionValueTable" | "tracedValue" | "tracedActionValue" | "policy";
/** The same as a list. */
export const tableWords: readonly TableWord[] =
  ["discount", "value", "actionValue", "valueTable", "actionValueTable", "tracedValue", "tracedActionValue", "policy"];

/** The words of a planner whose `value` is kept up to date with its `actionValue`. */
export function tableDecision(
  { discount, action }: TabularProblem, selection: Selection, { actionValue, value }: ActionValueTables,
): Decision<TableWord, Discrete, Discrete> {
  return {
    discount, valueTable: value, actionValueTable: actionValue, policy: tablePolicy(selection, actionValue),
    tracedValue: tracedTable(value), tracedActionValue: tracedActionTable(actionValue, action.count),
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

/** V(x) inside a traced program: an entry of the live table. */
export const tracedTable = (value: Float64Array): Traced<StateFunction> =>
  traced({ table: { shape: [value.length], data: value } }, ({ table }: { readonly table: Tensor }) => (state) => gather(table, state));

/** Q(x,a) inside a traced program, of a live table `[N, M]`. */
const tracedActionTable = (actionValue: Float64Array, actionCount: number): Traced<(state: Tensor, action: Tensor) => Tensor> =>
  traced(
    { table: { shape: [actionValue.length], data: actionValue } },
    ({ table }: { readonly table: Tensor }) => (state, action) => gather(table, add(mul(state, actionCount), action)),
  );

/** V(x) = max_a Q(x,a) inside a traced program, of a live table `[N, M]`. */
export const tracedMaximum = (actionValue: Float64Array, actionCount: number): Traced<StateFunction> =>
  traced(
    { table: { shape: [actionValue.length / actionCount, actionCount], data: actionValue } },
    ({ table }: { readonly table: Tensor }) => (state) => max(gather(table, state), 1),
  );
