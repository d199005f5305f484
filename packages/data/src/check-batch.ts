import type { Dtype, ExtraColumn, ExtraKey, NumberArray, Space, Spaces, TransitionBatch, TransitionExtras } from "@worldwise/protocol";
import { checkLanes, heap, WorldwiseError } from "@worldwise/protocol";

/** Further columns by name, as data sets need them: element type and numbers in each row. A policy's `records` fit. */
export type ExtraLayout<E extends ExtraKey> = {
  readonly [Name in E]: Pick<ExtraColumn<TransitionExtras[Name]>, "dtype" | "size">;
};

/** Rows that a batch has room for. */
export const capacityOf = (batch: { readonly reward: Float64Array }): number => batch.reward.length;

/**
 * Throws unless every column of a batch has the element type and the length that its spaces and capacity ask for.
 *
 * The capacity is the length of `reward`. Looks at no row; further columns that `extras` does not name are ignored.
 */
export function checkBatch<O extends Space, A extends Space, E extends ExtraKey = never>(
  spaces: Spaces<O, A>, batch: TransitionBatch<O, A, E>, extras?: ExtraLayout<E>,
): void {
  const capacity = capacityOf(batch);
  checkLanes(spaces.observation, batch.observation, capacity, "observation");
  checkLanes(spaces.action, batch.action, capacity, "action");
  checkLanes(spaces.observation, batch.nextObservation, capacity, "nextObservation");
  checkColumns(batch, capacity);
  for (const name in extras) checkColumn(`extras.${name}`, batch.extras[name], extras[name].dtype, capacity * extras[name].size);
  checkSize(batch.size, capacity);
}

/** Throws unless the columns of a batch whose spaces nobody knows agree with its capacity. */
export function checkRows(batch: TransitionBatch): void {
  const capacity = capacityOf(batch);
  checkColumns(batch, capacity);
  for (const name of ["observation", "action", "nextObservation"] as const) checkMultiple(name, batch[name], capacity);
  for (const [name, column] of Object.entries<NumberArray>(batch.extras)) checkMultiple(`extras.${name}`, column, capacity);
  if (batch.nextObservation.length !== batch.observation.length) {
    throw wrong(`nextObservation of ${batch.observation.length}, as observation`, String(batch.nextObservation.length));
  }
  checkSize(batch.size, capacity);
}

function checkColumns(batch: Pick<TransitionBatch, "reward" | "discount" | "last">, capacity: number): void {
  checkColumn("reward", batch.reward, "float64", capacity);
  checkColumn("discount", batch.discount, "float64", capacity);
  checkColumn("last", batch.last, "uint8", capacity);
}

function checkColumn(name: string, column: NumberArray | undefined, dtype: Dtype, length: number): void {
  const expected = heap(dtype, 0).constructor;
  if (column?.constructor === expected && column.length === length) return;
  throw wrong(`${name}: ${expected.name} of ${length}`, column ? `${column.constructor.name} of ${column.length}` : "no such column");
}

function checkMultiple(name: string, column: NumberArray, capacity: number): void {
  if (capacity > 0 && column.length > 0 && column.length % capacity === 0) return;
  throw wrong(`${name} with equally many numbers in each of ${capacity} rows`, `${column.length} numbers`);
}

function checkSize(size: number, capacity: number): void {
  if (!(Number.isInteger(size) && size >= 0 && size <= capacity)) throw wrong(`a size from 0 to the capacity ${capacity}`, String(size));
}

const wrong = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("wrong-batch", { expected, got, todo: "allocate the batch for these spaces, with transitionBatch or batchWithExtras" });
