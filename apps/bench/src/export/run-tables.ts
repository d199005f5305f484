import type { Cell, CellResult, Experiment, QualityRecord } from "@worldwise/experiment";
import { metricValue } from "@worldwise/experiment";
import type { Column, Entry, TableHead } from "./table.ts";

/** Names of the tables of a run. */
export type RunTable = "cells" | "episodes" | "evaluations" | "quality" | "metrics";

/** A planned cell with what is there of it. */
export interface ExportedCell {
  readonly cell: Cell;
  readonly result: CellResult | undefined;
  /** That it took, where it is known. */
  readonly milliseconds: number | undefined;
}

const cell: Column = { name: "cell", type: "text" };
const optionalNumber = (name: string): Column => ({ name, type: "number", optional: true });
const errorNames = ["probability", "planned-value", "optimal-value", "variance"] as const;

/** The axes of all studies, in order, each once. */
const axesOf = ({ studies }: Experiment): readonly string[] => [...new Set(studies.flatMap(({ axes }) => Object.keys(axes)))];

/** The heads of all tables of a run. Labels of axes stand in columns `axis.<name>`, which are empty in studies without that axis. */
export function tableHeads(experiment: Experiment): Readonly<Record<RunTable, TableHead>> {
  const head = (name: RunTable, columns: readonly Column[]): TableHead => ({ name, columns });
  return {
    cells: head("cells", [
      cell, { name: "study", type: "text" }, ...axesOf(experiment).map((axis) => ({ name: `axis.${axis}`, type: "text", optional: true } as const)),
      { name: "finished", type: "flag" }, optionalNumber("milliseconds"),
      ...["policy", "optimal", "uniform"].map((name) => optionalNumber(`exact.${name}`)),
      ...errorNames.map((name) => optionalNumber(`model-error.${name}`)),
    ]),
    episodes: head("episodes", [
      cell, { name: "episode", type: "whole" }, { name: "steps", type: "whole" }, { name: "return", type: "number" }, { name: "terminated", type: "flag" },
    ]),
    evaluations: head("evaluations", [cell, { name: "episode", type: "whole" }, { name: "return", type: "number" }, { name: "length", type: "number" }]),
    quality: head("quality", [
      cell, { name: "episode", type: "whole" }, { name: "name", type: "text" }, { name: "horizon", type: "whole", optional: true },
      { name: "value", type: "number" },
    ]),
    metrics: head("metrics", [
      cell, { name: "study", type: "text" }, { name: "of", type: "text" }, { name: "name", type: "text" }, { name: "value", type: "number" },
    ]),
  };
}

/** The row of a cell in its study: there is one for each planned cell, finished or not. */
export function cellRow(experiment: Experiment, { cell: { id, study, point }, result, milliseconds }: ExportedCell): readonly Entry[] {
  const { exact, modelErrors } = result ?? {};
  return [
    id, study, ...axesOf(experiment).map((axis) => point[axis]), result !== undefined, milliseconds,
    exact?.policy, exact?.optimal, exact?.uniform, ...errorNames.map((name) => modelErrors?.[name]),
  ];
}

/** Every metric of a cell: those of its study, and the agent's own at the end. */
export function metricRows({ studies }: Experiment, { id, study }: Cell, result: CellResult): readonly (readonly Entry[])[] {
  const metrics = Object.entries(studies.find(({ name }) => name === study)?.metrics ?? {});
  return [
    ...metrics.map(([name, metric]) => [id, study, "study", name, metricValue(metric, result)]),
    ...Object.entries(result.metrics).map(([name, value]) => [id, study, "agent", name, value]),
  ];
}

/** The episodes of a cell. */
export const episodeRows = ({ id }: Cell, { episodes }: CellResult): readonly (readonly Entry[])[] =>
  episodes.map(({ episode, steps, return: total, terminated }) => [id, episode, steps, total, terminated]);

/** The evaluations of a cell. */
export const evaluationRows = ({ id }: Cell, { evaluations }: CellResult): readonly (readonly Entry[])[] =>
  evaluations.map(({ episode, return: total, length }) => [id, episode, total, length]);

/** What was measured of the model and its plan in a cell, one number to a row. */
export const qualityRows = ({ id }: Cell, { quality = [] }: CellResult): readonly (readonly Entry[])[] =>
  quality.flatMap((record) => qualityNumbers(record).map(({ name, horizon, value }) => [id, record.episode, name, horizon, value]));

/** One measure of a record. */
export interface QualityNumber {
  readonly name: string;
  /** Steps ahead, of measures that have such. */
  readonly horizon?: number;
  readonly value: number;
}

/** The numbers of a record, one by one. */
export function qualityNumbers({ measures, horizons, byHorizon }: QualityRecord): readonly QualityNumber[] {
  return [
    ...Object.entries(measures).map(([name, value]) => ({ name, value })),
    ...Object.entries(byHorizon).flatMap(([name, values]) => values.map((value, index) => ({ name, horizon: horizons[index]!, value }))),
  ];
}
