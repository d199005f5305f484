import type { Allocator, Discrete, Mdp, Problem } from "@worldwise/protocol";
import { heap } from "@worldwise/protocol";

/** Rows of P̂_λ: outcomes in the order of their next state, those that end the episode second. */
export type MixedRows = {
  /** `[N·M]` row · width, never changed. */
  rowStart: Int32Array;
  /** `[N·M]` */
  rowEnd: Int32Array;
  /** `[N·M, width]` */
  successor: Int32Array;
  /** `[N·M, width]` */
  probability: Float64Array;
  /** `[N·M, width]` 0 | 1 */
  terminated: Uint8Array;
};

/** Empty rows with room for `width` outcomes. */
export function mixedRows(
  { observation, action }: Problem<Discrete, Discrete>, width: number, allocator: Allocator = heap,
): MixedRows {
  const rows = observation.count * action.count;
  const rowStart = allocator("int32", rows);
  for (let row = 0; row < rows; row++) rowStart[row] = row * width;
  const rowEnd = allocator("int32", rows);
  rowEnd.set(rowStart);
  return {
    rowStart, rowEnd, successor: allocator("int32", rows * width), probability: allocator("float64", rows * width),
    terminated: allocator("uint8", rows * width),
  };
}

/** Mixes one row of P̂, and overwrites that of outRows. terminates `[N]`: 1 where a uniform jump into a state ends the episode. */
export type MixRow = (source: Mdp, row: number, terminates: Uint8Array, outRows: MixedRows) => void;

/**
 * Mixes with the uniform distribution over all states.
 *
 *   (1 − factor) P̂(y, t) + factor / N · 1[t = terminates(y)]
 */
export function mixWithStates(stateCount: number, factor: number): MixRow {
  const mass = new Float64Array(2 * stateCount);
  return (source, row, terminates, outRows) => {
    if (!gather(source, row, mass)) return;
    for (let i = 0; i < mass.length; i++) mass[i]! *= 1 - factor;
    for (let y = 0; y < stateCount; y++) mass[2 * y + terminates[y]!]! += factor / stateCount;
    scatter(mass, row, outRows);
  };
}

/**
 * Mixes with the uniform distribution over the outcomes of the row itself, of which there are n.
 *
 *   (1 − factor) P̂(y, t) + factor / n · 1[P̂(y, t) \> 0]
 */
export function mixWithRow(stateCount: number, factor: number): MixRow {
  const mass = new Float64Array(2 * stateCount);
  return (source, row, _terminates, outRows) => {
    if (!gather(source, row, mass)) return;
    let outcomes = 0;
    for (let i = 0; i < mass.length; i++) outcomes += Number(mass[i]! > 0);
    for (let i = 0; i < mass.length; i++) if (mass[i]! > 0) mass[i] = (1 - factor) * mass[i]! + factor / outcomes;
    scatter(mass, row, outRows);
  };
}

/** Adds up the outcomes of a row: mass[2y + t]. Says whether there are any. */
function gather({ rowStart, rowEnd, successor, terminated, probability }: Mdp, row: number, outMass: Float64Array): boolean {
  outMass.fill(0);
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) outMass[2 * successor[k]! + terminated[k]!]! += probability[k]!;
  return rowEnd[row]! > rowStart[row]!;
}

function scatter(mass: Float64Array, row: number, { rowStart, rowEnd, successor, terminated, probability }: MixedRows): void {
  let k = rowStart[row]!;
  for (let i = 0; i < mass.length; i++) {
    if (!(mass[i]! > 0)) continue;
    successor[k] = i >> 1;
    terminated[k] = i & 1;
    probability[k++] = mass[i]!;
  }
  rowEnd[row] = k;
}

/** Notes in `terminates` the states in which a transition of the row ends the episode. Says whether any of them is new. */
export function noteTerminations(
  { rowStart, rowEnd, successor, terminated, probability }: Mdp, row: number, terminates: Uint8Array,
): boolean {
  let isNew = false;
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) {
    if (terminated[k] === 0 || probability[k] === 0 || terminates[successor[k]!] === 1) continue;
    terminates[successor[k]!] = 1;
    isNew = true;
  }
  return isNew;
}
