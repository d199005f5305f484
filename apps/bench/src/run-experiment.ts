import { join } from "node:path";
import type { Cell, Experiment } from "@worldwise/experiment";
import { idsOf, planCells } from "@worldwise/experiment";
import type { Catalog, CheckpointFolder, CodeDigest, RunFolder } from "@worldwise/experiment/node";
import { checkpointFolder, codeDigest, installedFolder, provenance, readCatalog, runFolder, sha256 } from "@worldwise/experiment/node";
import type { Engine } from "./engines/engine.ts";
import type { LocalEngineOptions } from "./engines/local-engine.ts";
import { localEngine } from "./engines/local-engine.ts";
import { machineFacts } from "./machine-facts.ts";
import type { Progress } from "./progress/progress.ts";
import { runProgress } from "./progress/run-progress.ts";

/** How an experiment is run. */
export interface RunOptions {
  readonly folder: string;
  /** Folders whose dependencies may run; the first is the harness itself. */
  readonly roots: readonly [harness: string, ...others: string[]];
  /** Child processes; by default one for each core. */
  readonly jobs?: number;
  /** Seconds that a cell may take; no limit by default. */
  readonly cellTimeout?: number;
  /** Megabytes of memory that the process of a cell may hold; no limit by default. */
  readonly maxMemory?: number;
  /** Seconds between checkpoints of a cell, whatever they cost; by default a few, and more where they cost much. */
  readonly checkpointEvery?: number;
  /** Where cells run; by default in child processes of this machine. */
  readonly engine?: Engine;
  /** Aborting ends the run early; what is finished stays finished. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Told, in words, of what does not end the run but should be known, such as a damaged file that was set aside. */
  readonly onWarning?: (warning: string) => void;
}

/** A run that came to its end. */
export interface FinishedRun {
  readonly folder: RunFolder;
  readonly cells: readonly Cell[];
  readonly progress: Progress;
  readonly failures: readonly { readonly cell: Cell; readonly error: string }[];
}

/**
 * Runs the cells that are not finished yet and commits each as it ends.
 *
 * A cell that throws, crashes or takes too long is a recorded failure; the others go on, and the next run tries it again.
 * Throws, before anything runs, on an id that is not installed, and `folder-in-use` when another process runs the folder.
 */
export async function runExperiment(experiment: Experiment, options: RunOptions): Promise<FinishedRun> {
  const code = codeOf(experiment, options.roots);
  const folder = runFolder(options.folder);
  const release = folder.hold();
  try {
    return await runHeld(experiment, code, folder, options);
  } finally {
    release();
  }
}

async function runHeld(experiment: Experiment, code: CodeDigest, folder: RunFolder, options: RunOptions): Promise<FinishedRun> {
  const { digest, packages, wasm } = code;
  const cells = planCells(experiment, digest, sha256);
  folder.begin({ experiment, codeDigest: digest, packages, wasm, ...provenance(process.cwd(), options.roots[0]) });
  const distinct = [...new Map(cells.map((cell) => [cell.id, cell])).values()];
  const missing = folder.unfinished(distinct, options.onWarning);
  const checkpoints = checkpointFolder(join(options.folder, "checkpoints"));
  const progress = runProgress({ experiment, missing, found: distinct.length - missing.length, clock: () => performance.now() });
  const failures: { cell: Cell; error: string }[] = [];
  beginCheckpoints(checkpoints, distinct, missing);
  options.onProgress?.(progress.now());
  const engine = options.engine ?? localEngine({ ...localOptions(options), checkpoints: checkpoints.path });
  await engine.run(missing, {
    succeed(cell, result, milliseconds, { resumedAt, millisecondsBefore = 0, warnings = [] } = {}) {
      for (const warning of warnings) options.onWarning?.(warning);
      folder.commit(cell, result);
      folder.time({ id: cell.id, milliseconds, ...(resumedAt !== undefined && { resumedAt }), at: new Date().toISOString(), ...machineFacts() });
      checkpoints.remove(cell.id);
      progress.finish(cell, result, milliseconds - millisecondsBefore);
      options.onProgress?.(progress.now());
    },
    fail(cell, error, { warnings = [] } = {}) {
      for (const warning of warnings) options.onWarning?.(warning);
      folder.fail(cell, error);
      failures.push({ cell, error });
      progress.fail(cell);
      options.onProgress?.(progress.now());
    },
  }, options.signal);
  return { folder, cells, progress: progress.now(), failures };
}

function localOptions({ roots, jobs, cellTimeout, maxMemory, checkpointEvery }: RunOptions): LocalEngineOptions {
  return {
    roots, ...(jobs !== undefined && { jobs }), ...(cellTimeout !== undefined && { cellTimeout }),
    ...(maxMemory !== undefined && { maxMemory }), ...(checkpointEvery !== undefined && { checkpointEvery }),
  };
}

/** A child that outlived its cell by a moment may have left a checkpoint. Those of other code stay: it may come back. */
function beginCheckpoints(checkpoints: CheckpointFolder, cells: readonly Cell[], missing: readonly Cell[]): void {
  checkpoints.begin();
  const wanted = new Set(missing.map(({ id }) => id));
  const saved = new Set(checkpoints.ids());
  for (const { id } of cells) if (saved.has(id) && !wanted.has(id)) checkpoints.remove(id);
}

/** The code that decides results: what runs cells, and every package that they name. The rest of the harness only shows them. */
export function codeOf(experiment: Experiment, roots: RunOptions["roots"]): CodeDigest {
  const runner = installedFolder(roots[0], "@worldwise/experiment");
  return codeDigest([...(runner === undefined ? [] : [runner]), ...usedFolders(experiment, readCatalog(roots))]);
}

function usedFolders(experiment: Experiment, catalog: Catalog): readonly string[] {
  const specs = planCells(experiment, "", sha256).flatMap(({ spec }) => [spec.environment, spec.agent]);
  const distinct = [...new Map(specs.map((spec) => [JSON.stringify(spec), spec])).values()];
  const ids = new Set(distinct.flatMap((spec) => idsOf(spec, (id) => catalog.find(id).options)));
  return [...new Set([...ids].map((id) => catalog.find(id).folder))];
}
