// One synchronous backup of every state: outValue[s] = max_a reward[s, a] + γ Σ_k probability[k] · value[successor[k]].

import { fixedRow, Problem, raggedRow, storeBounds } from "./problem";

// @ts-ignore: decorator
@inline
function sweepRows(width: i32, problem: Problem, value: usize, outValue: usize): void {
  let probability = problem.probability, successor = problem.successor, reward = problem.reward;
  let rowEnd = problem.rowStart + 4;
  const base = probability, discount = problem.discount;
  const rewardStride = <usize>problem.actionCount << 3;
  const valueEnd = value + (<usize>problem.stateCount << 3);
  let low = f64x2.splat(Infinity), high = f64x2.splat(-Infinity), total: f64 = 0;
  for (let state = value; state < valueEnd; state += 8) {
    const rewardEnd = reward + rewardStride;
    let best = f64x2.splat(-Infinity);
    for (; reward < rewardEnd; reward += 8) {
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
      best = f64x2.pmax(best, f64x2.splat(load<f64>(reward) + discount * next));
    }
    const change = f64x2.sub(best, f64x2.splat(load<f64>(state)));
    low = f64x2.pmin(low, change);
    high = f64x2.pmax(high, change);
    total += f64x2.extract_lane(change, 0);
    store<f64>(outValue, f64x2.extract_lane(best, 0));
    outValue += 8;
  }
  storeBounds(problem, f64x2.extract_lane(low, 0), f64x2.extract_lane(high, 0), total);
}

function sweep1(problem: Problem, value: usize, outValue: usize): void { sweepRows(1, problem, value, outValue); }
function sweep2(problem: Problem, value: usize, outValue: usize): void { sweepRows(2, problem, value, outValue); }
function sweep3(problem: Problem, value: usize, outValue: usize): void { sweepRows(3, problem, value, outValue); }
function sweep4(problem: Problem, value: usize, outValue: usize): void { sweepRows(4, problem, value, outValue); }
function sweep5(problem: Problem, value: usize, outValue: usize): void { sweepRows(5, problem, value, outValue); }
function sweep6(problem: Problem, value: usize, outValue: usize): void { sweepRows(6, problem, value, outValue); }
function sweep7(problem: Problem, value: usize, outValue: usize): void { sweepRows(7, problem, value, outValue); }
function sweep8(problem: Problem, value: usize, outValue: usize): void { sweepRows(8, problem, value, outValue); }
function sweepRagged(problem: Problem, value: usize, outValue: usize): void { sweepRows(0, problem, value, outValue); }

/** value and outValue: [N], not overlapping. Writes problem.low and problem.high. */
export function bellmanSweep(problem: Problem, value: usize, outValue: usize): void {
  switch (problem.width) {
    case 1: return sweep1(problem, value, outValue);
    case 2: return sweep2(problem, value, outValue);
    case 3: return sweep3(problem, value, outValue);
    case 4: return sweep4(problem, value, outValue);
    case 5: return sweep5(problem, value, outValue);
    case 6: return sweep6(problem, value, outValue);
    case 7: return sweep7(problem, value, outValue);
    case 8: return sweep8(problem, value, outValue);
    default: return sweepRagged(problem, value, outValue);
  }
}
