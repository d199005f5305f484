import { type Arena, arenaBytes } from "./arena.ts";
import { type ExplicitMdp, hasWeight, type RowMeasure } from "./explicit-mdp.ts";

/** An explicit MDP as the kernels read it: the arrays of `Problem` in assembly/problem.ts, with room for what it works on. */
export interface BellmanLayout {
  readonly arena: Arena;
  /** Byte offset of the `Problem` record. */
  readonly pointer: number;
  readonly record: DataView;
  readonly rowStart: Int32Array;
  /** [capacity] 8 · successor: its byte offset in an array of values. */
  readonly successor: Uint32Array;
  /** [capacity] */
  readonly probability: Float64Array;
  /** [N·M] */
  readonly reward: Float64Array;
  /** [N] each: the double buffer. */
  readonly value: Float64Array;
  readonly otherValue: Float64Array;
  /** [N] */
  readonly policy: Int32Array;
  /** [N·M] */
  readonly actionValue: Float64Array;
}

const RECORD_BYTES = 56;
const STATE_COUNT = 0, ACTION_COUNT = 4, WIDTH = 8, ROW_START = 12, SUCCESSOR = 16, PROBABILITY = 20, REWARD = 24;
const DISCOUNT = 32, LOW = 40, HIGH = 48;

/** Of one state's value. */
export const VALUE_BYTES = 8;

/** The widest rows that have a kernel of their own. */
const WIDTH_MAXIMUM = 8;
/** Rows are filled up to equal width if that adds no more than a quarter to the transitions. */
const PADDING_MAXIMUM = 1.25;

/** Successors of each row after filling up, or 0 where rows stay ragged. */
export function chooseWidth(measure: RowMeasure, rowCount: number): number {
  const { width, entryCount } = measure;
  return width > 0 && width <= WIDTH_MAXIMUM && width * rowCount <= PADDING_MAXIMUM * entryCount ? width : 0;
}

/** Transitions to store. */
export function storedEntries(measure: RowMeasure, rowCount: number): number {
  const width = chooseWidth(measure, rowCount);
  return width > 0 ? width * rowCount : measure.entryCount;
}

/** Bytes that `allocateLayout` takes of an arena. */
export function layoutBytes(stateCount: number, actionCount: number, capacity: number): number {
  const rowCount = stateCount * actionCount;
  return arenaBytes("uint8", RECORD_BYTES) + arenaBytes("int32", rowCount + 1) + arenaBytes("uint32", capacity)
    + arenaBytes("float64", capacity) + 2 * arenaBytes("float64", rowCount) + 2 * arenaBytes("float64", stateCount)
    + arenaBytes("int32", stateCount);
}

/** Room for N states, M actions and up to `capacity` transitions. */
export function allocateLayout(arena: Arena, stateCount: number, actionCount: number, capacity: number): BellmanLayout {
  const { allocate } = arena;
  const rowCount = stateCount * actionCount;
  const record = allocate("uint8", RECORD_BYTES);
  return {
    arena, pointer: record.byteOffset, record: new DataView(record.buffer, record.byteOffset, RECORD_BYTES),
    rowStart: allocate("int32", rowCount + 1),
    successor: allocate("uint32", capacity), probability: allocate("float64", capacity),
    reward: allocate("float64", rowCount), actionValue: allocate("float64", rowCount),
    value: allocate("float64", stateCount), otherValue: allocate("float64", stateCount), policy: allocate("int32", stateCount),
  };
}

function writeRecord(layout: BellmanLayout, mdp: ExplicitMdp, width: number): void {
  const { record } = layout;
  record.setInt32(STATE_COUNT, mdp.stateCount, true);
  record.setInt32(ACTION_COUNT, mdp.actionCount, true);
  record.setInt32(WIDTH, width, true);
  record.setUint32(ROW_START, layout.rowStart.byteOffset, true);
  record.setUint32(SUCCESSOR, layout.successor.byteOffset, true);
  record.setUint32(PROBABILITY, layout.probability.byteOffset, true);
  record.setUint32(REWARD, layout.reward.byteOffset, true);
  record.setFloat64(DISCOUNT, mdp.discount, true);
}

/** Copies the transitions that have a weight, row after row; fills up to `width` with successors of probability 0. */
function copyRows(layout: BellmanLayout, mdp: ExplicitMdp, width: number): void {
  const { rowStart, successor, probability } = layout;
  let entry = 0;
  for (let row = 0; row < mdp.stateCount * mdp.actionCount; row++) {
    rowStart[row] = entry;
    for (let k = mdp.rowStart[row]!; k < mdp.rowEnd[row]!; k++) {
      if (!hasWeight(mdp, k)) continue;
      successor[entry] = VALUE_BYTES * mdp.successor[k]!;
      probability[entry++] = mdp.probability[k]!;
    }
    const nearest = entry > rowStart[row]! ? successor[entry - 1]! : 0; // in the cache already
    for (; entry < rowStart[row]! + width; entry++) {
      successor[entry] = nearest;
      probability[entry] = 0;
    }
  }
  rowStart[mdp.stateCount * mdp.actionCount] = entry;
}

/** Writes the whole problem; it must fit. */
export function fillLayout(layout: BellmanLayout, mdp: ExplicitMdp, measure: RowMeasure): void {
  const rowCount = mdp.stateCount * mdp.actionCount;
  const width = chooseWidth(measure, rowCount);
  writeRecord(layout, mdp, width);
  layout.reward.set(mdp.reward.length === rowCount ? mdp.reward : mdp.reward.subarray(0, rowCount));
  copyRows(layout, mdp, width);
}

/** Successors of every row, or 0 where rows are ragged. */
export function rowWidth(layout: BellmanLayout): number {
  return layout.record.getInt32(WIDTH, true);
}

/** The least change of a state's value in the last sweep; NaN where one was not finite. */
export function lowestChange(layout: BellmanLayout): number {
  return layout.record.getFloat64(LOW, true);
}

/** The greatest change of a state's value in the last sweep; NaN where one was not finite. */
export function highestChange(layout: BellmanLayout): number {
  return layout.record.getFloat64(HIGH, true);
}
