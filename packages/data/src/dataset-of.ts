import type { Dataset, ExtraKey, Space, TransitionBatch } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { checkRows } from "./check-batch.ts";
import { checkGather, checkIndex } from "./check-indices.ts";
import { copyTransitions } from "./copy-transitions.ts";

/** Which transition follows which in a fixed data set. */
export interface DatasetOfOptions {
  /** Rows of B lanes take turns, lane 0 first; 1 by default. */
  readonly lanes?: number;
  /**
   * `[size]` Index of the next transition of the same episode, −1 for none; by default the lane's next, up to the episode's end.
   */
  readonly next?: Int32Array;
}

/**
 * A batch as a fixed data set: its rows in their order, all of them added.
 *
 * The batch is read, never copied: what is written into it later shows. Throws unless its columns agree with its capacity.
 */
export function datasetOf<O extends Space, A extends Space, E extends ExtraKey = never>(
  batch: TransitionBatch<O, A, E>, { lanes = 1, next }: DatasetOfOptions = {},
): Dataset<O, A, E> {
  checkRows(batch);
  checkOrder(lanes, next, batch.size);
  const { size } = batch;
  const ofLane = (index: number): number => (batch.last[index] === 0 && index + lanes < size ? index + lanes : -1);
  return Object.freeze({
    size, added: size,
    gather(indices: Int32Array, out: TransitionBatch<O, A, E>) {
      checkGather(indices, size, out);
      for (let row = 0; row < indices.length; row++) copyTransitions(batch, indices[row]!, out, row);
      out.size = indices.length;
      out.imagined = batch.imagined;
    },
    follow(index: number) {
      checkIndex(index, size);
      return next ? next[index]! : ofLane(index);
    },
  });
}

function checkOrder(lanes: number, next: Int32Array | undefined, size: number): void {
  if (!(Number.isInteger(lanes) && lanes >= 1)) {
    throw new WorldwiseError("wrong-batch", { expected: "at least one lane", got: `${lanes} lanes`, todo: "pass the number of lanes that take turns" });
  }
  if (next === undefined) return;
  if (next.length !== size) {
    throw new WorldwiseError(
      "wrong-batch",
      { expected: `next of ${size}, one for each row`, got: String(next.length), todo: "say of each row what follows it" }
    );
  }
  const outside = next.findIndex((index) => index < -1 || index >= size);
  if (outside < 0) return;
  throw new WorldwiseError("wrong-batch", {
    expected: `next from -1 to ${size - 1}`, got: `${next[outside]!} in row ${outside}`, todo: "pass indices of rows, or -1",
  }, { row: outside });
}
