import type { Dataset, ExtraKey, Space, TransitionBatch } from "@worldwise/protocol";
import { capacityOf } from "./check-batch.ts";

/**
 * Shows transitions of a data set one after another, through a batch that is filled again and again. `at` is the place in
 * `indices`.
 */
export function readRows<O extends Space, A extends Space, E extends ExtraKey>(
  data: Dataset<O, A, E>, indices: Int32Array, batch: TransitionBatch<O, A, E>,
  show: (batch: TransitionBatch<O, A, E>, row: number, at: number) => void,
): void {
  const capacity = capacityOf(batch);
  for (let from = 0; from < indices.length; from += capacity) {
    data.gather(indices.subarray(from, from + capacity), batch);
    for (let row = 0; row < batch.size; row++) show(batch, row, from + row);
  }
}
