/** How {@link greedyPolicy} breaks ties. */
export interface GreedyOptions {
  /**
   * The action that `policy` holds already is kept if its value is within this of the best, so that policy iteration cannot
   * go round in circles among equals. Default: no action is kept.
   */
  readonly keepWithin?: number;
}

function bestAction(actionValue: Float64Array, firstRow: number, actionCount: number): number {
  let best = 0;
  for (let action = 1; action < actionCount; action++) {
    if (actionValue[firstRow + action]! > actionValue[firstRow + best]!) best = action;
  }
  return best;
}

/**
 * policy[s] = argmax_a actionValue[s, a], the lowest of equal actions.
 *
 * @param actionValue - [N, M]
 * @param policy - [N] overwritten
 * @returns how many states changed their action
 */
export function greedyPolicy(actionValue: Float64Array, policy: Int32Array, options: GreedyOptions = {}): number {
  const actionCount = actionValue.length / policy.length;
  let changedCount = 0;
  for (let state = 0; state < policy.length; state++) {
    const firstRow = state * actionCount, old = policy[state]!;
    const best = bestAction(actionValue, firstRow, actionCount);
    const isKept = options.keepWithin !== undefined
      && actionValue[firstRow + old]! >= actionValue[firstRow + best]! - options.keepWithin;
    if (isKept || best === old) continue;
    policy[state] = best;
    changedCount++;
  }
  return changedCount;
}
