/**
 * Experiments as data: component catalog, resolving, cells, run folders.
 *
 * @packageDocumentation
 */

// Components named in files and on command lines
export type { ComponentId, ComponentSpec } from "./component-spec.ts";
export { formatComponentId, parseComponentId, readSpec } from "./component-id.ts";
export { idsOf, rolesFor } from "./parts-of-spec.ts";
export { createFromSpec } from "./create-from-spec.ts";
export type { CreateOptions, LoadPlugin } from "./create-from-spec.ts";

// What an experiment is
export type {
  AxisValue, Budget, Chart, Claim, EpisodeRange, Evaluation, Experiment, Metric, Planned, Point, Reduction, Study,
} from "./experiment.ts";
export type {
  Cell, CellResult, CellSpec, EpisodeRecord, EvaluationRecord, ExactValues, ModelErrors, PolicyLoss, ValueErrors,
} from "./cell.ts";

// How good model and plan are
export { horizonQualities, plainQualities } from "./model-quality/quality-record.ts";
export type { HorizonQuality, Measurement, PlainQuality, QualityRecord } from "./model-quality/quality-record.ts";
export { tableLikelihood } from "./model-quality/table-likelihood.ts";
export type { TableLikelihood } from "./model-quality/table-likelihood.ts";
export { reliabilityError } from "./model-quality/reliability.ts";
export { gradientErrors } from "./model-quality/gradient-errors.ts";
export type { GradientErrors } from "./model-quality/gradient-errors.ts";
export { stateDistributionErrors } from "./model-quality/state-distribution-errors.ts";
export { predictionErrors } from "./model-quality/prediction-errors.ts";
export type { PredictionErrors, PredictionOptions } from "./model-quality/prediction-errors.ts";
export { drawnQuality } from "./model-quality/predictive-draws.ts";
export type { DrawnQuality } from "./model-quality/predictive-draws.ts";

// Reading and planning
export { parseExperiment, readCellSpec, readExperiment } from "./read-experiment.ts";
export { canonicalJson } from "./canonical-json.ts";
export { expandStudy } from "./expand-study.ts";
export type { PlannedCell } from "./expand-study.ts";
export { cellId, planCells } from "./plan-cells.ts";
export type { Digest } from "./plan-cells.ts";

// Running
export { createWorld, startRun } from "./start-run.ts";
export type { Run, RunSpec } from "./start-run.ts";
export { runCell } from "./run-cell.ts";
export type { RunCellOptions } from "./run-cell.ts";
export type { CellCheckpoints, CellPause } from "./cell-checkpoints.ts";
export { exactValues } from "./exact-values.ts";

// Judging
export type { FinishedCell } from "./finished-cell.ts";
export { metricValue } from "./metric-value.ts";
export { judgeClaim, judgeRuns } from "./judge-claim.ts";
export type { MeasuredRun, Verdict } from "./judge-claim.ts";
