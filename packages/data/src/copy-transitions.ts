import type { ExtraKey, NumberArray, Space, TransitionBatch } from "@worldwise/protocol";
import { capacityOf } from "./check-batch.ts";

/**
 * Copies `count` rows of one batch over rows of another, further columns of `to` included.
 *
 * Both were made for the same spaces; `from` has every further column that `to` has. Neither `size` nor `imagined` is touched.
 * Rows are not checked, and nothing is allocated. The two may be the same batch when the rows do not overlap.
 *
 * @param from - read
 * @param to - rows toIndex … toIndex + count − 1 are overwritten
 */
export function copyTransitions<O extends Space, A extends Space, E extends ExtraKey = never>(
  from: TransitionBatch<O, A, E>, fromIndex: number, to: TransitionBatch<O, A, E>, toIndex: number, count = 1,
): void {
  const capacity = capacityOf(from);
  const [observationSize, actionSize] = [from.observation.length / capacity, from.action.length / capacity];
  copyRows(from.observation, to.observation, fromIndex, toIndex, count, observationSize);
  copyRows(from.nextObservation, to.nextObservation, fromIndex, toIndex, count, observationSize);
  copyRows(from.action, to.action, fromIndex, toIndex, count, actionSize);
  copyRows(from.reward, to.reward, fromIndex, toIndex, count, 1);
  copyRows(from.discount, to.discount, fromIndex, toIndex, count, 1);
  copyRows(from.last, to.last, fromIndex, toIndex, count, 1);
  for (const name in to.extras) {
    copyRows(from.extras[name], to.extras[name], fromIndex, toIndex, count, from.extras[name].length / capacity);
  }
}

function copyRows(from: NumberArray, to: NumberArray, fromIndex: number, toIndex: number, count: number, size: number): void {
  const [start, into, length] = [fromIndex * size, toIndex * size, count * size];
  for (let i = 0; i < length; i++) to[into + i] = from[start + i]!;
}
