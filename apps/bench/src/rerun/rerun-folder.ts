import { existsSync, readdirSync } from "node:fs";
import { canonicalJson } from "@worldwise/experiment";
import { runFolder } from "@worldwise/experiment/node";
import { WorldwiseError } from "@worldwise/protocol";
import type { FinishedRun, RunOptions } from "../run-experiment.ts";
import { runExperiment } from "../run-experiment.ts";
import type { CellComparison } from "./compare-runs.ts";
import { codeChange, compareRuns } from "./compare-runs.ts";

/** A run that was repeated. */
export interface Rerun {
  readonly run: FinishedRun;
  /** In words; undefined when the code is the same. */
  readonly codeChange: string | undefined;
  readonly comparisons: readonly CellComparison[];
}

/**
 * Runs the experiment of a folder's manifest again, into a new folder, and compares every result.
 *
 * The new folder may hold an interrupted repetition of the same experiment, which then goes on. Throws `folder-taken` on any other.
 */
export async function rerunFolder(path: string, options: RunOptions): Promise<Rerun> {
  const manifest = runFolder(path).manifest();
  checkTarget(path, options.folder, canonicalJson(manifest.experiment));
  const run = await runExperiment(manifest.experiment, options);
  return { run, codeChange: codeChange(manifest, run.folder.manifest()), comparisons: compareRuns(path, options.folder) };
}

function checkTarget(path: string, into: string, experiment: string): void {
  const isFree = !existsSync(into) || readdirSync(into).length === 0;
  if (isFree || (into !== path && canonicalJson(runFolder(into).manifest().experiment) === experiment)) return;
  throw new WorldwiseError("folder-taken", {
    expected: "a new folder, or an interrupted repetition of the same experiment", got: into,
    todo: "choose another folder with --into",
  }, { into });
}
