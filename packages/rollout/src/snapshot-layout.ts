import type { NumberArray } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";

/** How arrays lie one after the other in a snapshot. */
export interface SnapshotLayout {
  readonly size: number;
  /** Writes the arrays' numbers, as doubles. */
  save(outState: Float64Array): void;
  /** Overwrites the arrays. */
  load(state: Float64Array): void;
}

/** Lays arrays out in a snapshot. Doubles hold every element type exactly. */
export function snapshotLayout(arrays: readonly NumberArray[]): SnapshotLayout {
  const size = arrays.reduce((total, array) => total + array.length, 0);
  return {
    size,
    save(outState) {
      checkSnapshot(outState, size);
      let at = 0;
      for (const array of arrays) for (let i = 0; i < array.length; i++) outState[at++] = array[i]!;
    },
    load(state) {
      checkSnapshot(state, size);
      let at = 0;
      for (const array of arrays) for (let i = 0; i < array.length; i++) array[i] = state[at++]!;
    },
  };
}

/** Throws unless an array has room for a snapshot, exactly. */
export function checkSnapshot(state: Float64Array, size: number): void {
  if (state.length === size) return;
  throw new WorldwiseError("wrong-array", {
    expected: `a snapshot of ${size} doubles`, got: String(state.length), todo: "allocate new Float64Array(environment.snapshotSize)",
  }, { size, length: state.length });
}
