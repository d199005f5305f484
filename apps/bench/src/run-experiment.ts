import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import type { Cell, CellResult, Experiment } from "@worldwise/experiment";
import { idsOf, planCells } from "@worldwise/experiment";
import type { Catalog, RunFolder } from "@worldwise/experiment/node";
import { codeDigest, readCatalog, runFolder, sha256, sweepTemporaries } from "@worldwise/experiment/node";
import { Tinypool } from "tinypool";
import type { CellTask } from "./cell-worker.ts";

/** How an experiment is run. */
export interface RunOptions {
  readonly folder: string;
  /** Folders whose dependencies may run; the first is the harness itself. */
  readonly roots: readonly string[];
  /** Child processes; by default one for each core. */
  readonly jobs?: number;
  readonly onProgress?: (progress: Progress) => void;
}

/** How far a run is. */
export interface Progress {
  readonly finished: number;
  readonly failed: number;
  readonly total: number;
  /** Cells that were finished before the run began. */
  readonly found: number;
}

/** A run that came to its end. */
export interface FinishedRun {
  readonly folder: RunFolder;
  readonly cells: readonly Cell[];
  readonly progress: Progress;
  readonly failures: readonly { readonly cell: Cell; readonly error: string }[];
}

/** Runs the cells that are not finished yet, on a pool of child processes, and commits each as it ends. */
export async function runExperiment(experiment: Experiment, { folder: path, roots, jobs = availableParallelism(), onProgress }: RunOptions): Promise<FinishedRun> {
  const catalog = readCatalog(roots);
  const code = codeDigest([...new Set([...roots.slice(0, 1), ...usedFolders(experiment, catalog)])]);
  const cells = planCells(experiment, code.digest, sha256);
  const folder = runFolder(path);
  sweepTemporaries(path);
  folder.begin({ experiment, codeDigest: code.digest, packages: code.packages });
  const distinct = [...new Map(cells.map((cell) => [cell.id, cell])).values()];
  const missing = distinct.filter((cell) => folder.read(cell) === undefined);
  const failures: { cell: Cell; error: string }[] = [];
  let finished = distinct.length - missing.length;
  const progress = (): Progress => ({ finished, failed: failures.length, total: distinct.length, found: distinct.length - missing.length });
  onProgress?.(progress());
  await inPool(missing, { jobs, roots }, {
    succeed(cell, result, milliseconds) {
      folder.commit(cell, result);
      folder.time({ id: cell.id, milliseconds });
      finished++;
      onProgress?.(progress());
    },
    fail(cell, error) {
      folder.fail(cell, error);
      failures.push({ cell, error });
      onProgress?.(progress());
    },
  });
  return { folder, cells, progress: progress(), failures };
}

/** Folders of every package that the cells name. Throws on an id that is not installed, before anything runs. */
function usedFolders(experiment: Experiment, catalog: Catalog): readonly string[] {
  const specs = planCells(experiment, "", sha256).flatMap(({ spec }) => [spec.environment, spec.agent]);
  return [...new Set(specs.flatMap(idsOf))].map((id) => catalog.find(id).folder);
}

interface Outcomes {
  succeed(cell: Cell, result: CellResult, milliseconds: number): void;
  fail(cell: Cell, error: string): void;
}

async function inPool(cells: readonly Cell[], { jobs, roots }: { jobs: number; roots: readonly string[] }, outcomes: Outcomes): Promise<void> {
  if (cells.length === 0) return;
  const size = Math.max(1, Math.min(jobs, cells.length));
  const pool = new Tinypool({
    filename: fileURLToPath(new URL("cell-worker.js", import.meta.url)), runtime: "child_process", minThreads: size, maxThreads: size,
  });
  try {
    await Promise.all(cells.map(async (cell) => {
      const task: CellTask = { spec: cell.spec, roots };
      const start = performance.now();
      try {
        outcomes.succeed(cell, await pool.run(task) as CellResult, performance.now() - start); // the worker's own type
      } catch (error) {
        outcomes.fail(cell, error instanceof Error ? error.message : String(error));
      }
    }));
  } finally {
    await pool.destroy();
  }
}
