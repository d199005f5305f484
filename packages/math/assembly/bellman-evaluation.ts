// Backups of one policy: outValue[s] = Σ_a π(a|s) (reward[s, a] + γ Σ_k probability[k] · value[successor[k]]).

import { fixedRow, Problem, raggedRow, rowBackup, storeBounds } from "./problem";

// @ts-ignore: decorator
@inline
function evaluateRows(width: i32, problem: Problem, policy: usize, value: usize, outValue: usize): void {
  const probability = problem.probability, successor = problem.successor, reward = problem.reward;
  const rowStart = problem.rowStart, discount = problem.discount, actionCount = <usize>problem.actionCount;
  const valueEnd = value + (<usize>problem.stateCount << 3);
  let low = f64x2.splat(Infinity), high = f64x2.splat(-Infinity), total: f64 = 0;
  let firstRow: usize = 0;
  for (let state = value; state < valueEnd; state += 8) {
    const row = firstRow + load<u32>(policy);
    let next: f64;
    if (width > 0) {
      next = fixedRow(width, probability + row * (width << 3), successor + row * (width << 2), value);
    } else {
      const start = <usize>load<u32>(rowStart + (row << 2)), end = <usize>load<u32>(rowStart + (row << 2), 4);
      next = raggedRow(probability + (start << 3), probability + (end << 3), successor + (start << 2), value);
    }
    const backup = load<f64>(reward + (row << 3)) + discount * next;
    const change = backup - load<f64>(state);
    low = f64x2.pmin(low, f64x2.splat(change));
    high = f64x2.pmax(high, f64x2.splat(change));
    total += change;
    store<f64>(outValue, backup);
    outValue += 8;
    policy += 4;
    firstRow += actionCount;
  }
  storeBounds(problem, f64x2.extract_lane(low, 0), f64x2.extract_lane(high, 0), total);
}

/** policy: [N] the action of each state. Writes problem.low and problem.high, as bellmanSweep does. */
export function bellmanEvaluationSweep(problem: Problem, policy: usize, value: usize, outValue: usize): void {
  switch (problem.width) {
    case 1: return evaluateRows(1, problem, policy, value, outValue);
    case 2: return evaluateRows(2, problem, policy, value, outValue);
    case 3: return evaluateRows(3, problem, policy, value, outValue);
    case 4: return evaluateRows(4, problem, policy, value, outValue);
    case 5: return evaluateRows(5, problem, policy, value, outValue);
    case 6: return evaluateRows(6, problem, policy, value, outValue);
    case 7: return evaluateRows(7, problem, policy, value, outValue);
    case 8: return evaluateRows(8, problem, policy, value, outValue);
    default: return evaluateRows(0, problem, policy, value, outValue);
  }
}

/** policy: [N, M] the probability of each action. */
export function bellmanStochasticSweep(problem: Problem, policy: usize, value: usize, outValue: usize): void {
  const stateCount = <usize>problem.stateCount, actionCount = problem.actionCount;
  let low = f64x2.splat(Infinity), high = f64x2.splat(-Infinity), total: f64 = 0;
  let row: usize = 0;
  for (let state: usize = 0; state < stateCount; state++) {
    let backup: f64 = 0;
    for (let action = 0; action < actionCount; action++) {
      backup += load<f64>(policy + (row << 3)) * rowBackup(problem, row, value);
      row++;
    }
    const change = backup - load<f64>(value + (state << 3));
    low = f64x2.pmin(low, f64x2.splat(change));
    high = f64x2.pmax(high, f64x2.splat(change));
    total += change;
    store<f64>(outValue + (state << 3), backup);
  }
  storeBounds(problem, f64x2.extract_lane(low, 0), f64x2.extract_lane(high, 0), total);
}
