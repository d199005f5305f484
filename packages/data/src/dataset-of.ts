import type { Dataset, ExtraKey, Space, TransitionBatch } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { checkRows } from "./check-batch.ts";
import { checkGather, checkIndex } from "./check-indices.ts";
import { copyTransitions } from "./copy-transitions.ts";

/**
 * A batch as a fixed data set: its rows in their order, all of them added.
 *
 * The batch is read, never copied: what is written into it later shows. Throws unless its columns agree with its capacity.
 *
 * @param options - `lanes`: rows of B lanes take turns, lane 0 first; 1 by default
 */
export function datasetOf<O extends Space, A extends Space, E extends ExtraKey = never>(
  batch: TransitionBatch<O, A, E>, { lanes = 1 }: { readonly lanes?: number } = {},
): Dataset<O, A, E> {
  checkRows(batch);
  if (!(Number.isInteger(lanes) && lanes >= 1)) {
    throw new WorldwiseError("wrong-batch", { expected: "at least one lane", got: `${lanes} lanes`, todo: "pass the number of lanes that take turns" });
  }
  const { size } = batch;
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
      return batch.last[index] === 0 && index + lanes < size ? index + lanes : -1;
    },
  });
}
