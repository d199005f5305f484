/**
 * Experiments as data: component catalog, resolving, cells, run folders.
 *
 * @packageDocumentation
 */
export type { ComponentId, ComponentSpec } from "./component-spec.ts";
export type {
  AxisValue, Budget, Chart, Claim, EpisodeRange, Evaluation, Experiment, Metric, Point, Reduction, Study,
} from "./experiment.ts";
export type { Cell, CellResult, CellSpec, EpisodeRecord, EvaluationRecord, ExactValues } from "./cell.ts";
