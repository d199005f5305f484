import type { Cell, Point, Study } from "@worldwise/experiment";
import { canonicalJson, metricValue, planCells } from "@worldwise/experiment";
import type { Manifest } from "@worldwise/experiment/node";
import { runFolder, sha256 } from "@worldwise/experiment/node";
import { finishedCells } from "../finished-cells.ts";

/** A finished run, for comparing. */
export interface SideRun {
  readonly study: string;
  readonly point: Point;
  /** What was run, as text: equal runs have equal texts, whatever the code. */
  readonly spec: string;
  /** By name of the metric; NaN where the run has no such number. */
  readonly values: ReadonlyMap<string, number>;
}

/** One of two run folders: what is needed of it. */
export interface RunSide {
  readonly path: string;
  readonly manifest: Manifest;
  readonly studies: ReadonlyMap<string, Study>;
  /** Runs that the experiment has, finished or not, by study and point. */
  readonly planned: ReadonlySet<string>;
  /** The finished ones. */
  readonly runs: ReadonlyMap<string, SideRun>;
}

/** Reads a run folder, one cell after another. */
export function readSide(path: string): RunSide {
  const folder = runFolder(path);
  const manifest = folder.manifest();
  const studies = new Map(manifest.experiment.studies.map((study) => [study.name, study]));
  const cells = planCells(manifest.experiment, manifest.codeDigest, sha256);
  const runs = new Map<string, SideRun>();
  for (const { cell, result } of finishedCells(folder, cells)) {
    const metrics = Object.entries(studies.get(cell.study)?.metrics ?? {});
    const values = new Map(metrics.map(([name, metric]) => [name, metricValue(metric, result)]));
    runs.set(runKey(cell), { study: cell.study, point: cell.point, spec: canonicalJson(cell.spec), values });
  }
  return { path, manifest, studies, planned: new Set(cells.map(runKey)), runs };
}

/** Runs of two folders are the same run where study, labels and seed are. */
export const runKey = ({ study, point }: Pick<Cell, "study" | "point">): string => canonicalJson([study, point]);
