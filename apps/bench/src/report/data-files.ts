import type { StudySummary } from "../summarize.ts";
import { csv } from "./csv.ts";
import type { CurveLine } from "./curves.ts";
import type { Facet } from "./facets.ts";

/** A metric of a study, one line for each finished run: labels of all axes, then the value, empty where there is none. */
export function metricCsv({ study, cells }: StudySummary, metricIndex: number): string {
  const axes = Object.keys(study.axes);
  const rows = cells.map(({ cell, values }) => [...axes.map((axis) => cell.point[axis] ?? ""), values[metricIndex]!]);
  return csv([...axes, "value"], rows);
}

/** Names of the two columns of a curve that are its own. */
export interface CurveColumns {
  /** The axis whose labels the lines are. */
  readonly lines: string;
  /** What learning is counted in. */
  readonly along: string;
}

/** The curves of one picture, one line for each drawn point. */
export function curvesCsv({ lines: axis, along }: CurveColumns, { at }: Facet, lines: readonly CurveLine[]): string {
  const rows = lines.flatMap(({ label, positions, curve }) => positions.map((position, x) => (
    [...Object.values(at), label, position, curve.estimate[x]!, curve.low[x]!, curve.high[x]!, curve.count[x]!]
  )));
  return csv([...Object.keys(at), axis, along, "estimate", "low", "high", "seeds"], rows);
}
