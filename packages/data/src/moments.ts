import type { Allocator, Dataset, NumberArray, Space, Spaces } from "@worldwise/protocol";
import { heap, transitionBatch, WorldwiseError } from "@worldwise/protocol";
import { readRows } from "./read-rows.ts";

/** Count, mean, spread and range of rows of numbers. A state tree; its structure is fixed. */
export type Moments = {
  count: number;
  /** `[size]` */
  mean: Float64Array;
  /** `[size]` Σ (x − mean)² */
  squares: Float64Array;
  /** `[size]` Infinity where no row was seen. */
  low: Float64Array;
  /** `[size]` −Infinity where no row was seen. */
  high: Float64Array;
};

/** Moments of rows of `size` numbers, none seen yet. */
export function moments(size: number, allocator: Allocator = heap): Moments {
  return {
    count: 0, mean: allocator("float64", size), squares: allocator("float64", size),
    low: allocator("float64", size).fill(Infinity), high: allocator("float64", size).fill(-Infinity),
  };
}

/**
 * Counts rows of numbers in, one after another: exact for constant columns, and without loss for columns far from 0.
 *
 *   mean ← mean + (x − mean) / n,   squares ← squares + (x − old mean) (x − new mean)
 *
 * Source: Welford (1962).
 */
export function addRows(seen: Moments, rows: NumberArray): void {
  const size = seen.mean.length;
  for (let from = 0; from < rows.length; from += size) addRow(seen, rows, from);
}

function addRow(seen: Moments, rows: NumberArray, from: number): void {
  const { mean, squares, low, high } = seen;
  seen.count++;
  for (let i = 0; i < mean.length; i++) {
    const x = rows[from + i]!;
    const before = x - mean[i]!;
    mean[i] = mean[i]! + before / seen.count;
    squares[i] = squares[i]! + before * (x - mean[i]!);
    if (x < low[i]!) low[i] = x;
    if (x > high[i]!) high[i] = x;
  }
}

/** `[size]` √(squares / count), the population's; 0 before any row. */
export function standardDeviation({ count, squares }: Moments): Float64Array {
  return squares.map((sum) => (count === 0 ? 0 : Math.sqrt(sum / count)));
}

/** Scales rows to mean 0 and standard deviation 1, and back. */
export interface Normalizer {
  readonly mean: Float64Array;
  /** The standard deviation; 1 where it is at most the smallest allowed. */
  readonly scale: Float64Array;
  /** (x − mean) / scale. May alias. */
  normalize(rows: NumberArray, outRows: NumberArray): void;
  /** mean + scale · x. May alias. */
  restore(rows: NumberArray, outRows: NumberArray): void;
}

/**
 * The normalizer of what was seen so far: a copy that later rows do not move. Columns that hardly vary are only shifted. Throws
 * before any row.
 */
export function normalizer(seen: Moments, smallest = 1e-12): Normalizer {
  if (seen.count === 0) {
    throw new WorldwiseError(
      "no-transitions", { expected: "at least one row", got: "none", todo: "add rows before normalizing any" }
    );
  }
  const mean = seen.mean.slice();
  const scale = standardDeviation(seen).map((deviation) => (deviation > smallest ? deviation : 1));
  const size = mean.length;
  return Object.freeze({
    mean, scale,
    normalize(rows: NumberArray, outRows: NumberArray) {
      for (let k = 0; k < rows.length; k++) outRows[k] = (rows[k]! - mean[k % size]!) / scale[k % size]!;
    },
    restore(rows: NumberArray, outRows: NumberArray) {
      for (let k = 0; k < rows.length; k++) outRows[k] = mean[k % size]! + scale[k % size]! * rows[k]!;
    },
  });
}

/** Moments of the columns of a data set. */
export interface DatasetMoments {
  readonly observation: Moments;
  readonly action: Moments;
  readonly reward: Moments;
  /** Of next observation − observation: what models of change are scaled by. */
  readonly change: Moments;
}

/** Moments of all transitions that a data set holds. Discrete columns are taken as numbers. */
export function datasetMoments<O extends Space, A extends Space>(spaces: Spaces<O, A>, data: Dataset<O, A>): DatasetMoments {
  const { observation, action } = spaces;
  const found = {
    observation: moments(observation.size), action: moments(action.size), reward: moments(1), change: moments(observation.size),
  };
  const change = new Float64Array(observation.size);
  const all = Int32Array.from({ length: data.size }, (_, index) => index);
  readRows(data, all, transitionBatch(spaces, Math.min(1024, Math.max(1, data.size))), (batch, row) => {
    const from = row * observation.size;
    for (let i = 0; i < change.length; i++) change[i] = batch.nextObservation[from + i]! - batch.observation[from + i]!;
    addRow(found.observation, batch.observation, from);
    addRow(found.action, batch.action, row * action.size);
    addRow(found.reward, batch.reward, row);
    addRow(found.change, change, 0);
  });
  return Object.freeze(found);
}
