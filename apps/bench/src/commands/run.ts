import { join, resolve } from "node:path";
import type { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { loadExperiment } from "../load-experiment.ts";
import { harness } from "../places.ts";
import { progressDisplay } from "../progress/progress-display.ts";
import type { FinishedRun } from "../run-experiment.ts";
import { runExperiment } from "../run-experiment.ts";
import { showRun } from "../show-run.ts";
import { stopSignals } from "../stop-signals.ts";
import { seconds, wholeNumber } from "./flags.ts";

interface RunFlags {
  readonly folder?: string;
  readonly jobs?: number;
  readonly cellTimeout?: number;
  readonly maxMemory?: number;
  readonly checkpointEvery?: number;
  readonly json?: boolean;
}

/** `run`: the cells of an experiment that are not finished yet. */
export function addRunCommand(program: Command): void {
  program.command("run").argument("<experiment>", "a shipped experiment by name, or a .yaml, .json or .mjs file")
    .description("run the cells that are not finished yet, then print tables and write report.html")
    .option("--folder <path>", "the run folder (default: runs/<name> here)")
    .option("--jobs <count>", "child processes (default: one for each core)", wholeNumber)
    .option("--cell-timeout <seconds>", "a cell that takes longer has failed (default: no limit)", seconds)
    .option("--max-memory <megabytes>", "a cell whose process holds more has failed (default: no limit)", wholeNumber)
    .option("--checkpoint-every <seconds>", "save cells in progress so often (default: 5, or less often where it costs over 2 % of the time)", seconds)
    .option("--json", "print a JSON summary instead of tables")
    .action(run);
}

async function run(nameOrFile: string, { json = false, folder: path, ...limits }: RunFlags): Promise<void> {
  const experiment = await loadExperiment(nameOrFile);
  const folder = resolve(path ?? join("runs", experiment.name));
  const display = progressDisplay(process.stderr, () => performance.now());
  const stop = stopSignals(() => { display.note("stopping: cells in progress are saved (again to end at once)"); });
  const ticking = setInterval(() => { display.refresh(); }, 1000);
  const finished = await runExperiment(experiment, {
    ...limits, folder, roots: [harness, process.cwd()], signal: stop.signal,
    onProgress: display.show, onWarning: display.note,
  }).finally(() => {
    clearInterval(ticking);
    display.end();
    stop.release();
  });
  const stopped = stop.exitCode();
  if (stopped !== undefined) return showStopped(finished, stopped);
  showFailures(finished);
  showRun(folder, json);
  if (finished.failures.length > 0) process.exitCode = exitCodes.cellsFailed;
}

function showStopped({ progress: { finished, total }, folder: { path } }: FinishedRun, exitCode: number): void {
  console.error(`stopped: ${finished} of ${total} cells are finished, in ${path}\nto go on, give the same command again`);
  process.exitCode = exitCode;
}

function showFailures({ failures }: FinishedRun): void {
  for (const { cell, error } of failures.slice(0, 5)) {
    const place = Object.entries(cell.point).map(([axis, label]) => `${axis} ${label}`).join(", ");
    console.error(`failed: ${cell.study} ${place}\n${error}`);
  }
}
