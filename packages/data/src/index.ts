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

// Features of observations, for whatever is linear
export type { FeatureMap, Features } from "./features/features.ts";
export type { FeatureBounds, ScaleInput } from "./features/input-scale.ts";
export { inputScale } from "./features/input-scale.ts";
export { oneHotFeatures } from "./features/one-hot.ts";
export { tabulatedFeatures } from "./features/tabulated.ts";
export { identityFeatures } from "./features/identity.ts";
export type { IdentityOptions } from "./features/identity.ts";
export { tentFeatures } from "./features/tent.ts";
export type { TentOptions } from "./features/tent.ts";
export { polynomialFeatures } from "./features/polynomial.ts";
export type { PolynomialOptions } from "./features/polynomial.ts";
export { radialBasisFeatures } from "./features/radial-basis.ts";
export type { RadialBasisOptions } from "./features/radial-basis.ts";
export { fourierFeatures } from "./features/fourier.ts";
export type { FourierOptions } from "./features/fourier.ts";
export { tileCoding } from "./features/tile-coding.ts";
export type { TileCodingOptions } from "./features/tile-coding.ts";
export { featureFields, featuresByName } from "./features/by-name.ts";
export type { FeatureChoice, FeatureName } from "./features/by-name.ts";
export type { LinearExpectation } from "./features/linear-expectation.ts";
