import type { Arena, NumberArray } from "./arena.ts";
import { MathError } from "./math-error.ts";
import { PHILOX, PHILOX_STATE_SIZE } from "./philox.ts";
import type { RandomLanes } from "./random.ts";

/** Planning steps of tabular Dyna-Q, many in one call. */
export interface DynaPlanning {
  /** Backs up `steps` visited rows, drawn uniformly with replacement; none while nothing has been visited. */
  planQLearning(steps: number): void;
}

/** The model keeps the last outcome of each row. */
export interface LastOutcomeModel {
  readonly kind: "last-outcome";
  /** [N·M] */
  readonly successor: Int32Array;
  /** [N·M] */
  readonly reward: Float64Array;
  /** [N·M] 1 where the episode ended. */
  readonly terminated: Uint8Array;
}

/** The model keeps a distribution over successors in each row; visited rows have at least one. */
export interface RowsModel {
  readonly kind: "rows";
  /** [N·M] */
  readonly rowStart: Int32Array;
  /** [N·M] */
  readonly rowEnd: Int32Array;
  /** [K] */
  readonly successor: Int32Array;
  /** [K] */
  readonly probability: Float64Array;
  /** [K] */
  readonly terminated: Uint8Array;
  /** [N·M] Expected reward. */
  readonly reward: Float64Array;
}

/** What planning reads and writes: live arrays, all in one arena. */
export interface DynaTables {
  readonly arena: Arena;
  readonly stateCount: number;
  readonly actionCount: number;
  /** [N·M] Q, advanced in place. */
  readonly actionValue: Float64Array;
  /** The rows s · M + a that have been visited, the first `pairCount()` of them. */
  readonly pairs: Int32Array;
  readonly pairCount: () => number;
  readonly model: LastOutcomeModel | RowsModel;
  /** γ */
  readonly discount: number;
  /** α */
  readonly stepSize: number;
  /** Philox streams; lane 0 is advanced. */
  readonly random: RandomLanes;
}

// The fields of `Planning` in assembly/dyna.ts.
const RECORD_BYTES = 56;
const DISCOUNT = 40, STEP_SIZE = 48;

/** Steps of one kernel call; 32-bit counters take more than this. */
const STEPS_MAXIMUM = 1 << 24;

function checkArena({ arena, actionValue, pairs, model: { kind: _kind, ...model } }: DynaTables): void {
  const arrays: Record<string, NumberArray> = { actionValue, pairs, ...model };
  for (const [name, array] of Object.entries(arrays)) {
    if (arena.contains(array)) continue;
    throw new MathError("math/dyna-tables", {
      expected: `${name} in the arena`, got: "an array outside it", todo: "Allocate it with arena.allocate.",
    }, { name });
  }
}

function checkTables(tables: DynaTables): void {
  const { actionValue, model, random } = tables;
  checkArena(tables);
  const rowCount = tables.stateCount * tables.actionCount;
  if (actionValue.length !== rowCount || model.reward.length < rowCount) {
    throw new MathError("math/dyna-tables", {
      expected: `actionValue and reward of N·M = ${rowCount} elements`, got: `${actionValue.length} and ${model.reward.length}`,
      todo: "Allocate them for these sizes.",
    }, { rowCount });
  }
  if (random.algorithm !== PHILOX) {
    throw new MathError("math/dyna-random", {
      expected: `streams of ${PHILOX}`, got: random.algorithm, todo: "Give `philox.streams(key, 1)`.",
    }, { algorithm: random.algorithm });
  }
}

/** Writes the record that the kernel reads. */
function writeRecord(tables: DynaTables, stream: Uint32Array): number {
  const { arena, actionCount, actionValue, pairs, model } = tables;
  const bytes = arena.allocate("uint8", RECORD_BYTES);
  const record = new DataView(bytes.buffer, bytes.byteOffset, RECORD_BYTES);
  const rows = model.kind === "rows" ? [model.rowStart, model.rowEnd, model.probability] : [];
  const pointers = [actionValue, pairs, model.successor, model.terminated, model.reward].map((array) => array.byteOffset);
  const rowPointers = rows.length > 0 ? rows.map((array) => array.byteOffset) : [0, 0, 0];
  [actionCount, ...pointers, ...rowPointers, stream.byteOffset].forEach((field, i) => record.setUint32(4 * i, field, true));
  record.setFloat64(DISCOUNT, tables.discount, true);
  record.setFloat64(STEP_SIZE, tables.stepSize, true);
  return bytes.byteOffset;
}

/**
 * p planning steps of tabular Dyna-Q in one call. Each step draws a visited row and moves its action value:
 *
 *   row = pairs[random.integer(pairCount)]
 *   target = reward[row] + discount · (terminated ? 0 : max_a Q[next, a])
 *   Q[row] += stepSize · (target - Q[row])
 *
 * (next, terminated) is the row's last outcome; of a rows model it is drawn: with u = random.uniform() the first k of the row
 * whose running sum of probabilities exceeds u, else the last. The stream is advanced exactly as that loop would, and the
 * numbers are the same, bit for bit. Takes 128 bytes of the arena.
 *
 * Throws `math/dyna-tables` where an array is not in the arena, `math/dyna-random` where the streams are not Philox.
 *
 * Source: Sutton (1990), Integrated architectures for learning, planning, and reacting; Sutton and Barto (2018), section 8.2.
 */
export function dynaPlanning(tables: DynaTables): DynaPlanning {
  checkTables(tables);
  const { arena: { kernels, allocate }, pairCount, random: { state }, model } = tables;
  const stream = allocate("uint32", PHILOX_STATE_SIZE);
  const record = writeRecord(tables, stream);
  const kernel = model.kind === "rows" ? kernels.dynaRows : kernels.dynaOutcomes;
  return Object.freeze({
    planQLearning: (steps: number) => {
      const count = pairCount();
      if (count === 0) return;
      for (let i = 0; i < PHILOX_STATE_SIZE; i++) stream[i] = state[i]!;
      for (let left = steps; left > 0; left -= STEPS_MAXIMUM) kernel(record, count, Math.min(left, STEPS_MAXIMUM));
      for (let i = 0; i < PHILOX_STATE_SIZE; i++) state[i] = stream[i]!;
    },
  });
}
