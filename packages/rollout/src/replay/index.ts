/** Comparing worlds with recorded trajectories. */
export { compareTrajectories } from "./compare-trajectories.ts";
export type { ReplayOptions, ReplaySubject, TrajectoryComparison } from "./compare-trajectories.ts";
export { parseTrajectoryFile } from "./compare-file.ts";
export type { RecordedKind, RecordedOutcome, RecordedTable, RecordedTrajectory, TrajectoryFile } from "./compare-file.ts";
export { describeComparison } from "./compare-report.ts";
export type { ComparedQuantity, Mismatch } from "./compare-tally.ts";
export type { ReplayMode } from "./compare-players.ts";
