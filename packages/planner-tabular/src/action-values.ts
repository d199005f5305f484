import type { Allocator } from "@worldwise/protocol";
import type { TabularProblem } from "./tabular-problem.ts";

/** Q and V of a finite problem, as every planner here keeps them. Rows of Q: r = state · M + action. */
export type ActionValueTables = {
  /** `[N, M]` */
  actionValue: Float64Array;
  /** `[N]` */
  value: Float64Array;
};

/** Both tables, filled with one number. */
export function actionValueTables({ observation, action }: TabularProblem, initialValue: number, allocator: Allocator): ActionValueTables {
  return {
    actionValue: allocator("float64", observation.count * action.count).fill(initialValue),
    value: allocator("float64", observation.count).fill(initialValue),
  };
}

/** max_a Q(x,a), Q `[N, M]`. Never NaN: a row of NaN is worth −∞. */
export function maximum(actionValue: Float64Array, state: number, actionCount: number): number {
  let best = -Infinity;
  for (let row = state * actionCount; row < (state + 1) * actionCount; row++) {
    const candidate = actionValue[row]!;
    if (candidate > best) best = candidate;
  }
  return best;
}

/** Mean of |Q|, in units of the return. */
export function meanAbsolute(table: Float64Array): number {
  return table.reduce((total, entry) => total + Math.abs(entry), 0) / table.length;
}
