import type { Allocator } from "@worldwise/protocol";
import { heap } from "@worldwise/protocol";
import type { Features } from "@worldwise/data";
import type { MatchingPursuitResult } from "../regression/matching-pursuit.ts";

/** The learned functions of value pursuit iteration, each a few weighted atoms of those before it. K iterations, s atoms. */
export type PursuitState = {
  /** Functions in use; the last one is Q. */
  learnedCount: number;
  /** `[K, M, s]` Atoms; −1 where there are fewer. */
  atom: Int32Array;
  /** `[K, M, s]` */
  weight: Float64Array;
  /** `[K]` Mean of each learned V on the data. */
  center: Float64Array;
};

/**
 * Features, and learned functions as atoms.
 *
 * Atom j is feature j for j below F. Learned function k adds M + 2 atoms: Q_k(·, b) for each b, V_k, and max(0, V_k − center_k).
 */
export interface Dictionary {
  init(allocator?: Allocator): PursuitState;
  /** The features at `count` inputs, one column for each. */
  columns(input: Float64Array, count: number): Float64Array[];
  /** Writes what a pursuit found as the next Q(·, a). */
  learn(state: PursuitState, action: number, found: MatchingPursuitResult): void;
  /**
   * The functions of all actions are there: counts them, centers them on the data, and adds their columns. Overwrites `values`.
   */
  finish(state: PursuitState, columns: Float64Array[], values: Float64Array, count: number): void;
  /** Adds the columns of the last learned function; writes its values `[B, M]`. */
  extend(state: PursuitState, columns: Float64Array[], outValue: Float64Array, count: number): void;
  /** Writes Q, `[B, M]`. */
  predict(state: PursuitState, input: Float64Array, count: number, outValue: Float64Array): void;
}

/** Sizes of a dictionary. */
interface DictionarySizes {
  readonly iterations: number;
  readonly atoms: number;
}

/** A dictionary that begins with some features. */
export function dictionary(features: Features, actionCount: number, { iterations, atoms }: DictionarySizes): Dictionary {
  const size: FunctionSize = { actionCount, atoms };
  const functionSize = actionCount * atoms;
  const row = new Float64Array(features.size + iterations * (actionCount + 2));
  const ownFeatures = row.subarray(0, features.size);
  return {
    init: (allocator = heap) => ({
      learnedCount: 0, atom: allocator("int32", iterations * functionSize).fill(-1),
      weight: allocator("float64", iterations * functionSize), center: allocator("float64", iterations),
    }),
    columns: (input, count) => featureColumns(features, input, count),
    learn({ learnedCount, atom, weight }, action, { chosen, weights }) {
      const from = learnedCount * functionSize + action * atoms;
      for (let i = 0; i < atoms; i++) {
        atom[from + i] = chosen[i] ?? -1;
        weight[from + i] = weights[i] ?? 0;
      }
    },
    finish(state, columns, values, count) {
      evaluateColumns(state, state.learnedCount, size, columns, values, count);
      state.center[state.learnedCount] = meanMaximum(values, actionCount, count);
      state.learnedCount++;
      addColumns(columns, values, actionCount, count, state.center[state.learnedCount - 1]!);
    },
    extend(state, columns, outValue, count) {
      evaluateColumns(state, state.learnedCount - 1, size, columns, outValue, count);
      addColumns(columns, outValue, actionCount, count, state.center[state.learnedCount - 1]!);
    },
    predict(state, input, count, outValue) {
      for (let b = 0; b < count; b++) {
        features.write(input, b, ownFeatures);
        const from = evaluateRow(state, size, features.size, row);
        for (let a = 0; a < actionCount; a++) outValue[b * actionCount + a] = state.learnedCount > 0 ? row[from + a]! : 0;
      }
    },
  };
}

interface FunctionSize {
  readonly actionCount: number;
  readonly atoms: number;
}

/** Writes the values of function k, `[B, M]`, from columns of all atoms before it. */
function evaluateColumns(
  { atom, weight }: PursuitState, k: number, { actionCount, atoms }: FunctionSize, columns: readonly Float64Array[],
  outValue: Float64Array, count: number,
): void {
  const functionSize = actionCount * atoms;
  outValue.fill(0, 0, count * actionCount);
  for (let i = 0; i < functionSize; i++) {
    const column = columns[atom[k * functionSize + i]!];
    if (column === undefined) continue; // −1: fewer atoms than there is room for
    const action = Math.floor(i / atoms);
    for (let b = 0; b < count; b++) outValue[b * actionCount + action]! += weight[k * functionSize + i]! * column[b]!;
  }
}

/** Fills a row of atoms up by the learned ones, after its features; returns where the values of the last function stand. */
function evaluateRow(
  { learnedCount, atom, weight, center }: PursuitState, { actionCount, atoms }: FunctionSize, featureSize: number,
  row: Float64Array,
): number {
  const functionSize = actionCount * atoms;
  let known = featureSize;
  for (let k = 0; k < learnedCount; k++, known += actionCount + 2) {
    row.fill(0, known, known + actionCount);
    for (let i = 0; i < functionSize; i++) {
      const j = atom[k * functionSize + i]!;
      if (j >= 0) row[known + Math.floor(i / atoms)]! += weight[k * functionSize + i]! * row[j]!;
    }
    let value = row[known]!;
    for (let a = 1; a < actionCount; a++) value = Math.max(value, row[known + a]!);
    row[known + actionCount] = value;
    row[known + actionCount + 1] = Math.max(0, value - center[k]!);
  }
  return known - actionCount - 2;
}

function featureColumns(features: Features, input: Float64Array, count: number): Float64Array[] {
  const columns = Array.from({ length: features.size }, () => new Float64Array(count));
  const feature = new Float64Array(features.size);
  for (let b = 0; b < count; b++) {
    features.write(input, b, feature);
    columns.forEach((column, j) => (column[b] = feature[j]!));
  }
  return columns;
}

/** Q(·, b) for each b, V, and what V has above its center. */
function addColumns(columns: Float64Array[], values: Float64Array, actionCount: number, count: number, center: number): void {
  for (let a = 0; a < actionCount; a++) {
    columns.push(Float64Array.from({ length: count }, (_, b) => values[b * actionCount + a]!));
  }
  const value = Float64Array.from({ length: count }, (_, b) => rowMaximum(values, b, actionCount));
  columns.push(value, value.map((v) => Math.max(0, v - center)));
}

function rowMaximum(values: Float64Array, b: number, actionCount: number): number {
  let best = values[b * actionCount]!;
  for (let a = 1; a < actionCount; a++) best = Math.max(best, values[b * actionCount + a]!);
  return best;
}

function meanMaximum(values: Float64Array, actionCount: number, count: number): number {
  let mean = 0;
  for (let b = 0; b < count; b++) mean += rowMaximum(values, b, actionCount) / count;
  return mean;
}
