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
export { lanesOf } from "./lanes-of.ts";
export type { LanesOfOptions } from "./lanes-of.ts";
export { fromSnapshots } from "./from-snapshots.ts";
export type { SnapshotSpace } from "./from-snapshots.ts";
export { isRestorable } from "./is-restorable.ts";

// Wrappers
export { defaultTimeLimit, timeLimit } from "./time-limit.ts";
export { checked } from "./checked.ts";

// Loops
export { drive, driver } from "./drive.ts";
export type { DriveHooks, Driver, DriveResult } from "./drive.ts";
export type { Bounds } from "./bounds.ts";
export type { Episode } from "./episode.ts";
export { driveLanes, lanesDriver } from "./drive-lanes.ts";
export type { DriveLanesHooks, DriveLanesResult, LaneEpisode, LanesDriver, Wait } from "./drive-lanes.ts";
export { evaluate } from "./evaluate.ts";
export type { EvaluateOptions, Evaluation } from "./evaluate.ts";

// Recorded trajectories, to compare environments with
export { compareTrajectories, describeComparison, parseTrajectoryFile } from "./replay/index.ts";
export type {
  ComparedQuantity, Mismatch, RecordedKind, RecordedOutcome, RecordedTable, RecordedTrajectory, ReplayMode, ReplayOptions, ReplaySubject,
  TrajectoryComparison, TrajectoryFile,
} from "./replay/index.ts";
