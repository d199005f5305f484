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
export { prioritizedReplay } from "./prioritized-replay.ts";
export type { PrioritizedReplay, PrioritizedReplayOptions } from "./prioritized-replay.ts";
export { drawUniform } from "./draw-uniform.ts";
export { datasetOf } from "./dataset-of.ts";
export type { DatasetOfOptions } from "./dataset-of.ts";
export { concatenate } from "./concatenate.ts";
export { splitEpisodes, subset } from "./subset.ts";

// What is in them
export { episodeEnds, episodesOf } from "./episodes.ts";
export type { Episodes } from "./episodes.ts";
export { addRows, datasetMoments, moments, normalizer, standardDeviation } from "./moments.ts";
export type { DatasetMoments, Moments, Normalizer } from "./moments.ts";

// Saved state
export { decodeTree, encodeTree } from "./state-bytes.ts";

// Structures for planning in finite worlds: fixed capacity, state trees
export { popHighest, priorityQueue, promote, put } from "./priority-queue.ts";
export type { PriorityQueue } from "./priority-queue.ts";
export { addPredecessor, predecessors } from "./predecessors.ts";
export type { Predecessors } from "./predecessors.ts";
