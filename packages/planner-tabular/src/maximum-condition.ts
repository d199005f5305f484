import { add, gather, max, mul, pick, reshape, sub } from "@worldwise/autodiff";
import type { OptimalityCondition, Tensor, Traced } from "@worldwise/protocol";
import { traced } from "@worldwise/protocol";

/**
 * The Bellman optimality equation, inside a traced program, of a live table that solves it.
 *
 *   residual(Q, rows) = Q − (r̂ + γ E[max_a Q(x',a)]),   V(x) = max_a Q(x,a)
 *
 * The residual wants all N·M rows, row after row.
 *
 * @param actionValue - `[N, M]`
 */
export const maximumCondition = (actionValue: Float64Array, stateCount: number, actionCount: number): Traced<OptimalityCondition> =>
  traced({ solution: { shape: [stateCount, actionCount], data: actionValue } }, conditionOf);

function conditionOf({ solution }: { readonly solution: Tensor }): OptimalityCondition {
  const value: OptimalityCondition["value"] = (table, state) => max(gather(table, state), 1);
  return {
    solution, value,
    actionValue: (table, state, action) => pick(gather(table, state), action),
    residual: (table, { reward, discount, expectation }) =>
      sub(table, reshape(add(reward, mul(discount, expectation((state) => value(table, state)))), table.shape)),
  };
}
