/**
 * Transition batches, datasets with a clock, replay, saved state as bytes.
 *
 * @packageDocumentation
 */

// Batches
export { checkBatch } from "./check-batch.ts";
export type { ExtraLayout } from "./check-batch.ts";
export { batchWithExtras } from "./batch-with-extras.ts";
export { copyTransitions } from "./copy-transitions.ts";

// Data sets
export { replay } from "./replay.ts";
export type { Replay, ReplayOptions } from "./replay.ts";
export { datasetOf } from "./dataset-of.ts";

// Saved state
export { decodeTree, encodeTree } from "./state-bytes.ts";

// Structures for planning in finite worlds: fixed capacity, state trees
export { popHighest, priorityQueue, promote, put } from "./priority-queue.ts";
export type { PriorityQueue } from "./priority-queue.ts";
export { addPredecessor, predecessors } from "./predecessors.ts";
export type { Predecessors } from "./predecessors.ts";
