/**
 * Compositions of learner and planner: Dyna, batch model-based, model-free; search control.
 *
 * @packageDocumentation
 */

// Compositions
export { dyna } from "./dyna.ts";
export type { DynaParts } from "./dyna.ts";
export { batchModelBased } from "./batch-model-based.ts";
export type { BatchParts } from "./batch-model-based.ts";
export { modelFree } from "./model-free.ts";
export type { ModelFreeParts } from "./model-free.ts";
export { batchModelFree } from "./batch-model-free.ts";
export type { BatchModelFreeParts } from "./batch-model-free.ts";
export { posteriorSampling } from "./posterior-sampling.ts";
export type { PosteriorSamplingParts } from "./posterior-sampling.ts";
export { hallucinatedDagger } from "./hallucinated-dagger.ts";
export type { HallucinatedDaggerOptions, HallucinatedDaggerParts } from "./hallucinated-dagger.ts";
export { episodeRegret } from "./episode-regret.ts";
export type { EpisodeRegret } from "./episode-regret.ts";
export type { FiniteProblem, LearnerAndPlanner, Offered, WorldFace } from "./parts.ts";

// Learners made of learners, and what they are judged by
export { dataAsDemonstrator } from "./data-as-demonstrator.ts";
export type { DataAsDemonstratorOptions, DataAsDemonstratorState } from "./data-as-demonstrator.ts";
export { multiStepErrors } from "./model-rollout.ts";
export type { Rollable } from "./model-rollout.ts";

// Search control
export { uniformTried } from "./search-control/uniform-tried.ts";
export type { TriedState, UniformTriedOptions } from "./search-control/uniform-tried.ts";
export { onPolicy, recent } from "./search-control/from-data.ts";
export type { OnPolicyOptions, OnPolicyState, RecentOptions } from "./search-control/from-data.ts";
export { prioritized } from "./search-control/prioritized.ts";
export type { PrioritizedOptions, PrioritizedState } from "./search-control/prioritized.ts";

// A planner at decision time
export { rolloutPlanner } from "./rollout-planner.ts";
export type { RolloutOptions } from "./rollout-planner.ts";

// By name
export { plugins } from "./plugins.ts";
export type { AgentGiven } from "./plugins.ts";
