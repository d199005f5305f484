import type { Cell, Experiment } from "@worldwise/experiment";
import { idsOf, planCells } from "@worldwise/experiment";
import type { Catalog, CodeDigest, RunFolder } from "@worldwise/experiment/node";
import { codeDigest, installedFolder, provenance, readCatalog, runFolder, sha256 } from "@worldwise/experiment/node";
import type { Engine } from "./engines/engine.ts";
import { localEngine } from "./engines/local-engine.ts";
import { machineFacts } from "./machine-facts.ts";

/** How an experiment is run. */
export interface RunOptions {
  readonly folder: string;
  /** Folders whose dependencies may run; the first is the harness itself. */
  readonly roots: readonly [harness: string, ...others: string[]];
  /** Child processes; by default one for each core. */
  readonly jobs?: number;
  /** Seconds that a cell may take; no limit by default. */
  readonly cellTimeout?: number;
  /** Where cells run; by default in child processes of this machine. */
  readonly engine?: Engine;
  /** Aborting ends the run early; what is finished stays finished. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  /** Told, in words, of what does not end the run but should be known, such as a damaged file that was set aside. */
  readonly onWarning?: (warning: string) => void;
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
  const found = distinct.length - missing.length;
  const failures: { cell: Cell; error: string }[] = [];
  let finished = found;
  const progress = (): Progress => ({ finished, failed: failures.length, total: distinct.length, found });
  options.onProgress?.(progress());
  const engine = options.engine ?? localEngine(options);
  await engine.run(missing, {
    succeed(cell, result, milliseconds) {
      folder.commit(cell, result);
      folder.time({ id: cell.id, milliseconds, at: new Date().toISOString(), ...machineFacts() });
      finished++;
      options.onProgress?.(progress());
    },
    fail(cell, error) {
      folder.fail(cell, error);
      failures.push({ cell, error });
      options.onProgress?.(progress());
    },
  }, options.signal);
  return { folder, cells, progress: progress(), failures };
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
