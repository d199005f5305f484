import type { Allocator, ExtraKey, NumberArray, Space, Spaces, TransitionBatch } from "@worldwise/protocol";
import { heap, transitionBatch } from "@worldwise/protocol";
import type { ExtraLayout } from "./check-batch.ts";

/**
 * A batch with further columns and room for `capacity` transitions, zeroed, size 0.
 *
 * @param extras - element type and row size of each further column; a policy's `records` fit
 */
export function batchWithExtras<O extends Space, A extends Space, E extends ExtraKey>(
  spaces: Spaces<O, A>, capacity: number, extras?: ExtraLayout<E>, allocator?: Allocator,
): TransitionBatch<O, A, E>;
export function batchWithExtras(
  spaces: Spaces, capacity: number, extras: Partial<ExtraLayout<ExtraKey>> = {}, allocator: Allocator = heap,
): TransitionBatch {
  const columns: { [name: string]: NumberArray } = {};
  for (const [name, { dtype, size }] of Object.entries(extras)) columns[name] = allocator(dtype, capacity * size);
  return { ...transitionBatch(spaces, capacity, allocator), extras: columns };
}
