// One synchronous backup of every state: outValue[s] = max_a reward[s, a] + γ Σ_k probability[k] · value[successor[k]].

import { fixedRow, Problem, raggedRow, storeBounds } from "./problem";

// `width` and `isGreedy` are literals, so that each use is compiled to a loop of its own.
// @ts-ignore: decorator
@inline
function sweepRows(width: i32, isGreedy: bool, problem: Problem, value: usize, outValue: usize, outPolicy: usize): void {
  let probability = problem.probability, successor = problem.successor, reward = problem.reward;
  let rowEnd = problem.rowStart + 4;
  const base = probability, discount = problem.discount, actionCount = problem.actionCount;
  const valueEnd = value + (<usize>problem.stateCount << 3);
  let low = f64x2.splat(Infinity), high = f64x2.splat(-Infinity), total: f64 = 0;
  for (let state = value; state < valueEnd; state += 8) {
    let best = f64x2.splat(-Infinity), bestAction = i32x4.splat(0);
    for (let action = 0; action < actionCount; action++) {
      let next: f64;
      if (width > 0) {
        next = fixedRow(width, probability, successor, value);
        probability += <usize>width << 3;
        successor += <usize>width << 2;
      } else {
        const end = base + (<usize>load<u32>(rowEnd) << 3);
        next = raggedRow(probability, end, successor, value);
        successor += (end - probability) >> 1;
        probability = end;
        rowEnd += 4;
      }
      const candidate = f64x2.splat(load<f64>(reward) + discount * next);
      // A mask instead of a branch: which action is best cannot be predicted.
      if (isGreedy) bestAction = v128.bitselect(i32x4.splat(action), bestAction, f64x2.gt(candidate, best));
      best = f64x2.pmax(best, candidate);
      reward += 8;
    }
    const change = f64x2.sub(best, f64x2.splat(load<f64>(state)));
    low = f64x2.pmin(low, change);
    high = f64x2.pmax(high, change);
    total += f64x2.extract_lane(change, 0);
    store<f64>(outValue, f64x2.extract_lane(best, 0));
    outValue += 8;
    if (isGreedy) {
      store<i32>(outPolicy, i32x4.extract_lane(bestAction, 0));
      outPolicy += 4;
    }
  }
  storeBounds(problem, f64x2.extract_lane(low, 0), f64x2.extract_lane(high, 0), total);
}

// @ts-ignore: decorator
@inline
function sweepAnyWidth(isGreedy: bool, problem: Problem, value: usize, outValue: usize, outPolicy: usize): void {
  switch (problem.width) {
    case 1: return sweepRows(1, isGreedy, problem, value, outValue, outPolicy);
    case 2: return sweepRows(2, isGreedy, problem, value, outValue, outPolicy);
    case 3: return sweepRows(3, isGreedy, problem, value, outValue, outPolicy);
    case 4: return sweepRows(4, isGreedy, problem, value, outValue, outPolicy);
    case 5: return sweepRows(5, isGreedy, problem, value, outValue, outPolicy);
    case 6: return sweepRows(6, isGreedy, problem, value, outValue, outPolicy);
    case 7: return sweepRows(7, isGreedy, problem, value, outValue, outPolicy);
    case 8: return sweepRows(8, isGreedy, problem, value, outValue, outPolicy);
    default: return sweepRows(0, isGreedy, problem, value, outValue, outPolicy);
  }
}

/** value and outValue: [N], not overlapping. Writes problem.low and problem.high. */
export function bellmanSweep(problem: Problem, value: usize, outValue: usize): void {
  sweepAnyWidth(false, problem, value, outValue, 0);
}

/** The same, and the maximizing action, the lowest of equals. outPolicy: [N] */
export function bellmanGreedySweep(problem: Problem, value: usize, outValue: usize, outPolicy: usize): void {
  sweepAnyWidth(true, problem, value, outValue, outPolicy);
}
