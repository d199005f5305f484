import { join, resolve } from "node:path";
import type { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { loadExperiment } from "../load-experiment.ts";
import { harness } from "../places.ts";
import { progressLines } from "../progress-lines.ts";
import type { FinishedRun } from "../run-experiment.ts";
import { runExperiment } from "../run-experiment.ts";
import { showRun } from "../show-run.ts";
import { seconds, wholeNumber } from "./flags.ts";

interface RunFlags {
  readonly folder?: string;
  readonly jobs?: number;
  readonly cellTimeout?: number;
  readonly json?: boolean;
}

/** `run`: the cells of an experiment that are not finished yet. */
export function addRunCommand(program: Command): void {
  program.command("run").argument("<experiment>", "a shipped experiment by name, or a .yaml, .json or .mjs file")
    .description("run the cells that are not finished yet, then print tables and write report.html")
    .option("--folder <path>", "the run folder (default: runs/<name> here)")
    .option("--jobs <count>", "child processes (default: one for each core)", wholeNumber)
    .option("--cell-timeout <seconds>", "a cell that takes longer has failed (default: no limit)", seconds)
    .option("--json", "print a JSON summary instead of tables")
    .action(run);
}

async function run(nameOrFile: string, { jobs, cellTimeout, json = false, ...flags }: RunFlags): Promise<void> {
  const experiment = await loadExperiment(nameOrFile);
  const folder = resolve(flags.folder ?? join("runs", experiment.name));
  const finished = await runExperiment(experiment, {
    folder, roots: [harness, process.cwd()],
    ...(jobs !== undefined && { jobs }), ...(cellTimeout !== undefined && { cellTimeout }),
    onProgress: progressLines(process.stderr, () => performance.now()),
    onNotice: (notice) => { console.error(notice); },
  });
  showFailures(finished);
  showRun(folder, json);
  if (finished.failures.length > 0) process.exitCode = exitCodes.cellsFailed;
}

function showFailures({ failures }: FinishedRun): void {
  for (const { cell, error } of failures.slice(0, 5)) {
    const place = Object.entries(cell.point).map(([axis, label]) => `${axis} ${label}`).join(", ");
    console.error(`failed: ${cell.study} ${place}\n${error}`);
  }
}
