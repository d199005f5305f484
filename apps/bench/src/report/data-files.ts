import type { Metric } from "@worldwise/experiment";
import { metricValue } from "@worldwise/experiment";
import type { StudySummary } from "../summarize.ts";
import { csv } from "./csv.ts";
import type { CurveLine } from "./curves.ts";
import type { Facet } from "./facets.ts";

/** A metric of a study, one line for each finished run: labels of all axes, then the value, empty where there is none. */
export function metricCsv({ study, cells }: StudySummary, metric: Metric): string {
  const axes = Object.keys(study.axes);
  const rows = cells.map(({ cell, result }) => [...axes.map((axis) => cell.point[axis] ?? ""), metricValue(metric, result)]);
  return csv([...axes, "value"], rows);
}

/** The curves of one picture, one line for each drawn point. */
export function curvesCsv(axis: string, { at }: Facet, lines: readonly CurveLine[]): string {
  const rows = lines.flatMap(({ label, episodes, curve }) => episodes.map((episode, x) => (
    [...Object.values(at), label, episode, curve.estimate[x]!, curve.low[x]!, curve.high[x]!, curve.count[x]!]
  )));
  return csv([...Object.keys(at), axis, "episode", "estimate", "low", "high", "seeds"], rows);
}
