/**
 * Derived faces, stepping loops, time limits, evaluation.
 *
 * @packageDocumentation
 */

// Plainer faces from richer ones
export { asDynamics } from "./as-dynamics.ts";
export type { DynamicsDetails } from "./as-dynamics.ts";
export { asEnvironment } from "./as-environment.ts";
export type { StreamOptions } from "./stream-options.ts";
export { vectorize } from "./vectorize.ts";
export type { VectorizeOptions } from "./vectorize.ts";

// Wrappers
export { defaultTimeLimit, timeLimit } from "./time-limit.ts";

// Loops
export { drive, driver } from "./drive.ts";
export type { DriveHooks, Driver, DriveResult } from "./drive.ts";
export type { Bounds } from "./bounds.ts";
export type { Episode } from "./episode.ts";
