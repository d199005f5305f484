import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Experiment } from "@worldwise/experiment";
import { planCells } from "@worldwise/experiment";
import { readJsonLines, runFolder, sha256, storing } from "@worldwise/experiment/node";
import { writeCellEvents } from "./cell-events.ts";
import { openCsvTable } from "./csv-table.ts";
import { openParquetTable } from "./parquet-table.ts";
import type { RunTable } from "./run-tables.ts";
import { cellRow, episodeRows, evaluationRows, metricRows, qualityRows, tableHeads } from "./run-tables.ts";
import type { Entry, OpenTable, TableWriter } from "./table.ts";

/** Where to write what; folders that are not given are not written. */
export interface ExportTargets {
  readonly parquet?: string;
  readonly csv?: string;
  readonly tensorboard?: string;
}

/** How many cells were planned, and how many of them were there. */
export interface Exported {
  readonly planned: number;
  readonly finished: number;
}

/**
 * Writes the results of a run folder in forms that other programs read. One cell is in memory at a time.
 *
 * Throws `damaged-file` on a damaged cell.
 */
export function exportRun(path: string, { parquet, csv, tensorboard }: ExportTargets): Exported {
  const folder = runFolder(path);
  const { experiment, codeDigest } = folder.manifest();
  const timings = timingsIn(path);
  const tables = [...openAll(experiment, parquet, openParquetTable), ...openAll(experiment, csv, openCsvTable)];
  const add = (name: RunTable, rows: readonly (readonly Entry[])[]): void => {
    for (const table of tables) for (const row of rows) table[name].add(row);
  };
  const seen = new Set<string>();
  const cells = planCells(experiment, codeDigest, sha256);
  let finished = 0;
  for (const cell of cells) {
    const [result, timing] = [folder.read(cell), timings.get(cell.id)];
    add("cells", [cellRow(experiment, { cell, result, milliseconds: timing?.milliseconds })]);
    if (!result) continue;
    finished++;
    add("metrics", metricRows(experiment, cell, result));
    if (tensorboard !== undefined) writeCellEvents(tensorboard, cell, result, timing?.seconds ?? 0);
    if (seen.has(cell.id)) continue; // an equal cell of another study
    seen.add(cell.id);
    add("episodes", episodeRows(cell, result));
    add("evaluations", evaluationRows(cell, result));
    add("quality", qualityRows(cell, result));
  }
  for (const table of tables) for (const writer of Object.values(table)) writer.close();
  return { planned: cells.length, finished };
}

/** All tables in a folder; none where no folder is given. */
function openAll(
  experiment: Experiment, target: string | undefined, open: OpenTable,
): readonly Readonly<Record<RunTable, TableWriter>>[] {
  if (target === undefined) return [];
  storing(target, () => mkdirSync(target, { recursive: true }));
  const { cells, episodes, evaluations, quality, metrics } = tableHeads(experiment);
  return [{
    cells: open(target, cells), episodes: open(target, episodes), evaluations: open(target, evaluations),
    quality: open(target, quality), metrics: open(target, metrics),
  }];
}

interface Timing {
  readonly milliseconds: number | undefined;
  /** When the cell ended, since 1970; 0 where it was not noted. */
  readonly seconds: number;
}

/** What was noted of each cell last. */
function timingsIn(path: string): ReadonlyMap<string, Timing> {
  return new Map(readJsonLines(join(path, "timings.jsonl")).records.map(({ id, milliseconds, at }) => {
    const ended = typeof at === "string" ? Date.parse(at) / 1000 : 0;
    return [String(id), { milliseconds: typeof milliseconds === "number" ? milliseconds : undefined, seconds: Number.isFinite(ended) ? ended : 0 }];
  }));
}
