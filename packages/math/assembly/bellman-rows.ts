// Backups that read rows one by one: action values, greedy sweeps, Gauss and Seidel's order.

import { Problem, rowBackup, storeBounds } from "./problem";

/** outActionValue: [N, M] r + γ P V */
export function bellmanActionValues(problem: Problem, value: usize, outActionValue: usize): void {
  const rowCount = <usize>problem.stateCount * problem.actionCount;
  for (let row: usize = 0; row < rowCount; row++) {
    store<f64>(outActionValue + (row << 3), rowBackup(problem, row, value));
  }
}

/** A synchronous backup that also writes the maximizing action, the lowest of equals. outPolicy: [N] */
export function bellmanGreedySweep(problem: Problem, value: usize, outValue: usize, outPolicy: usize): void {
  const stateCount = <usize>problem.stateCount, actionCount = problem.actionCount;
  let low = f64x2.splat(Infinity), high = f64x2.splat(-Infinity), total: f64 = 0;
  let row: usize = 0;
  for (let state: usize = 0; state < stateCount; state++) {
    let best = f64x2.splat(rowBackup(problem, row++, value));
    let bestAction = f64x2.splat(0);
    for (let action = 1; action < actionCount; action++) {
      const candidate = f64x2.splat(rowBackup(problem, row++, value));
      const better = f64x2.gt(candidate, best); // a mask instead of a branch: which action is best cannot be predicted
      best = v128.bitselect(candidate, best, better);
      bestAction = v128.bitselect(f64x2.splat(<f64>action), bestAction, better);
    }
    const change = f64x2.sub(best, f64x2.splat(load<f64>(value + (state << 3))));
    low = f64x2.pmin(low, change);
    high = f64x2.pmax(high, change);
    total += f64x2.extract_lane(change, 0);
    store<f64>(outValue + (state << 3), f64x2.extract_lane(best, 0));
    store<i32>(outPolicy + (state << 2), <i32>f64x2.extract_lane(bestAction, 0));
  }
  storeBounds(problem, f64x2.extract_lane(low, 0), f64x2.extract_lane(high, 0), total);
}

/** In place, each state seeing what the states before it have become. Returns max |change|, NaN where one is not finite. */
export function bellmanGaussSeidel(problem: Problem, value: usize, descending: i32): f64 {
  const stateCount = problem.stateCount, actionCount = problem.actionCount;
  let largest = f64x2.splat(0), total: f64 = 0;
  for (let i = 0; i < stateCount; i++) {
    const state = <usize>(descending ? stateCount - 1 - i : i);
    const row = state * actionCount;
    let best = f64x2.splat(-Infinity);
    for (let action = 0; action < actionCount; action++) {
      best = f64x2.pmax(best, f64x2.splat(rowBackup(problem, row + action, value)));
    }
    const change = f64x2.sub(best, f64x2.splat(load<f64>(value + (state << 3))));
    largest = f64x2.pmax(largest, f64x2.abs(change));
    total += f64x2.extract_lane(change, 0);
    store<f64>(value + (state << 3), f64x2.extract_lane(best, 0));
  }
  return total - total == 0 ? f64x2.extract_lane(largest, 0) : NaN;
}
