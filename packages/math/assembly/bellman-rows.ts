// Backups that read rows one by one: action values, and Gauss and Seidel's order.

import { Problem, rowBackup } from "./problem";

/** outActionValue: [N, M] r + γ P V */
export function bellmanActionValues(problem: Problem, value: usize, outActionValue: usize): void {
  const rowCount = <usize>problem.stateCount * problem.actionCount;
  for (let row: usize = 0; row < rowCount; row++) {
    store<f64>(outActionValue + (row << 3), rowBackup(problem, row, value));
  }
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
