import { WorldwiseError } from "@worldwise/protocol";

/** Throws unless an index is one of 0 … size−1. */
export function checkIndex(index: number, size: number): void {
  if (Number.isInteger(index) && index >= 0 && index < size) return;
  throw new WorldwiseError("index-out-of-range", {
    expected: size === 0 ? "no index, for no transition is held" : `an index from 0 to ${size - 1}`, got: String(index),
    todo: "draw indices below the size of the data set",
  }, { index, size });
}

/** Throws unless all indices are held and the destination has room for them: before anything is written. */
export function checkGather(indices: Int32Array, size: number, out: { readonly reward: Float64Array }): void {
  for (let row = 0; row < indices.length; row++) checkIndex(indices[row]!, size);
  const room = out.reward.length;
  if (indices.length <= room) return;
  throw new WorldwiseError("wrong-batch", {
    expected: `room for ${indices.length} transitions`, got: `a batch with a capacity of ${room}`, todo: "allocate a larger batch, or pass fewer indices",
  }, { count: indices.length, capacity: room });
}

/** Throws unless there is a transition to draw. */
export function checkHeld(size: number): void {
  if (size > 0) return;
  throw new WorldwiseError(
    "no-transitions", { expected: "at least one transition", got: "none", todo: "add transitions before drawing any" }
  );
}
