// An explicit Markov decision process as the kernels see it: N states, M actions, rows r = state · M + action, each row's
// successors side by side and rows one after another, so that a sweep reads every array once from front to back.

/** Written by src/bellman-layout.ts, field by field: change both together. Pointers are byte offsets into the memory. */
@unmanaged
export class Problem {
  stateCount: i32;
  actionCount: i32;
  /** Successors of every row where all have equally many (1 … 8), else 0. */
  width: i32;
  /** [N·M + 1] Row r is rowStart[r] … rowStart[r + 1] - 1. Read only where width is 0. */
  rowStart: usize;
  /** [K] Where the successor's value lies in an array of values: 8 · successor, so that no kernel has to shift. */
  successor: usize;
  /** [K] Weight of what follows: the probability, without the transitions that end the episode. */
  probability: usize;
  /** [N·M] */
  reward: usize;
  /** γ */
  discount: f64;
  /** Written by each sweep: the least and the greatest change of a state's value; NaN where one is not finite. */
  low: f64;
  high: f64;
}

/** Σ_k probability[k] · value[successor k] of a row of `width` successors, a literal: the ifs vanish when it is compiled. */
// @ts-ignore: decorator
@inline
export function fixedRow(width: i32, probability: usize, successor: usize, value: usize): f64 {
  let sum = load<f64>(probability) * load<f64>(value + load<u32>(successor));
  if (width > 1) sum += load<f64>(probability, 8) * load<f64>(value + load<u32>(successor, 4));
  if (width > 2) sum += load<f64>(probability, 16) * load<f64>(value + load<u32>(successor, 8));
  if (width > 3) sum += load<f64>(probability, 24) * load<f64>(value + load<u32>(successor, 12));
  if (width > 4) sum += load<f64>(probability, 32) * load<f64>(value + load<u32>(successor, 16));
  if (width > 5) sum += load<f64>(probability, 40) * load<f64>(value + load<u32>(successor, 20));
  if (width > 6) sum += load<f64>(probability, 48) * load<f64>(value + load<u32>(successor, 24));
  if (width > 7) sum += load<f64>(probability, 56) * load<f64>(value + load<u32>(successor, 28));
  return sum;
}

/** The same sum up to `probabilityEnd`. Both add from left to right, so that the layout never changes a bit. */
// @ts-ignore: decorator
@inline
export function raggedRow(probability: usize, probabilityEnd: usize, successor: usize, value: usize): f64 {
  let sum: f64 = 0;
  for (; probability < probabilityEnd; probability += 8) {
    sum += load<f64>(probability) * load<f64>(value + load<u32>(successor));
    successor += 4;
  }
  return sum;
}

/** r + γ Σ P V of any one row; for kernels whose order of rows is not known beforehand. */
// @ts-ignore: decorator
@inline
export function rowBackup(problem: Problem, row: usize, value: usize): f64 {
  const width = <usize>problem.width;
  let start = row * width, end = start + width;
  if (width == 0) {
    start = load<u32>(problem.rowStart + (row << 2));
    end = load<u32>(problem.rowStart + (row << 2), 4);
  }
  const probability = problem.probability;
  const sum = raggedRow(probability + (start << 3), probability + (end << 3), problem.successor + (start << 2), value);
  return load<f64>(problem.reward + (row << 3)) + problem.discount * sum;
}

/**
 * Stores the changes' bounds. `total` is their sum, which is not finite when a change is not: f64x2.pmin and f64x2.pmax
 * pass over NaN, and are used all the same because f64.min, f64.max and `if` cost several times as much in today's engines.
 */
export function storeBounds(problem: Problem, low: f64, high: f64, total: f64): void {
  const finite = total - total == 0;
  problem.low = finite ? low : NaN;
  problem.high = finite ? high : NaN;
}
