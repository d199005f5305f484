import { join, resolve } from "node:path";
import type { Experiment } from "@worldwise/experiment";
import type { Command } from "commander";
import { Option } from "commander";
import { forgetAddress } from "../engines/bullmq/take-address.ts";
import type { RedisFlags } from "../engines/bullmq/take-address.ts";
import type { Engine } from "../engines/engine.ts";
import { exitCodes } from "../exit-codes.ts";
import { loadExperiment } from "../load-experiment.ts";
import { harness } from "../places.ts";
import { progressDisplay } from "../progress/progress-display.ts";
import type { FinishedRun, RunOptions } from "../run-experiment.ts";
import { runExperiment } from "../run-experiment.ts";
import { showRun } from "../show-run.ts";
import { stopSignals } from "../stop-signals.ts";
import { addRedisOptions, bullmqEngineOf } from "./bullmq-flags.ts";
import { seconds, wholeNumber } from "./flags.ts";
import type { SlurmFlags } from "./slurm-flags.ts";
import { addSlurmOptions, slurmEngineOf } from "./slurm-flags.ts";

interface RunFlags extends RedisFlags, SlurmFlags {
  readonly engine: "local" | "bullmq" | "slurm";
  readonly folder?: string;
  readonly jobs?: number;
  readonly cellTimeout?: number;
  readonly maxMemory?: number;
  readonly checkpointEvery?: number;
  readonly json?: boolean;
}

/** `run`: the cells of an experiment that are not finished yet. */
export function addRunCommand(program: Command): void {
  const command = program.command("run").argument("<experiment>", "a shipped experiment by name, or a .yaml, .json or .mjs file")
    .description("run the cells that are not finished yet, then print tables and write report.html")
    .option("--folder <path>", "the run folder (default: runs/<name> here)")
    .option("--jobs <count>", "child processes (default: one for each core)", wholeNumber)
    .option("--cell-timeout <seconds>", "a cell that takes longer has failed (default: no limit)", seconds)
    .option("--max-memory <megabytes>", "a cell whose process holds more has failed (default: no limit)", wholeNumber)
    .option("--checkpoint-every <seconds>", "save cells in progress so often (default: 5, or less often where it costs over 2 % of the time)", seconds)
    .addOption(new Option("--engine <name>", "where cells run").choices(["local", "bullmq", "slurm"]).default("local"))
    .option("--json", "print a JSON summary instead of tables")
    .action(run);
  addRedisOptions(command.optionsGroup("Options of --engine bullmq:"));
  addSlurmOptions(command);
}

async function run(nameOrFile: string, { json = false, ...flags }: RunFlags): Promise<void> {
  const experiment = await loadExperiment(nameOrFile);
  const options: RunOptions = { ...limitsOf(flags), folder: resolve(flags.folder ?? join("runs", experiment.name)), roots: [harness, process.cwd()] };
  const engine = await engineOf(flags, experiment, options);
  const display = progressDisplay(process.stderr, () => performance.now());
  const stop = stopSignals(() => { display.note("stopping (Ctrl-C once more ends at once)"); });
  const ticking = setInterval(() => { display.refresh(); }, 1000);
  const finished = await runExperiment(experiment, {
    ...options, ...(engine && { engine }), signal: stop.signal, onProgress: display.show, onWarning: display.note,
  }).finally(() => {
    clearInterval(ticking);
    display.end();
    stop.release();
  });
  const stopped = stop.exitCode();
  if (stopped !== undefined) return showStopped(finished, stopped);
  showFailures(finished);
  showRun(options.folder, json);
  if (finished.failures.length > 0) process.exitCode = exitCodes.cellsFailed;
}

function limitsOf({ jobs, cellTimeout, maxMemory, checkpointEvery }: RunFlags): Pick<RunOptions, "jobs" | "cellTimeout" | "maxMemory" | "checkpointEvery"> {
  return {
    ...(jobs !== undefined && { jobs }), ...(cellTimeout !== undefined && { cellTimeout }),
    ...(maxMemory !== undefined && { maxMemory }), ...(checkpointEvery !== undefined && { checkpointEvery }),
  };
}

function showStopped({ progress: { finished, total }, folder: { path } }: FinishedRun, exitCode: number): void {
  console.error(`stopped: ${finished} of ${total} cells are finished, in ${path}\nto go on, give the same command again`);
  process.exitCode = exitCode;
}

/** Where cells run; undefined for child processes of this machine. */
async function engineOf({ engine, ...flags }: RunFlags, experiment: Experiment, options: RunOptions): Promise<Engine | undefined> {
  if (engine === "bullmq") return bullmqEngineOf(flags, experiment, options.roots);
  forgetAddress(process);
  return engine === "slurm" ? slurmEngineOf(flags, { ...options, onNotice: (line) => { console.error(line); } }) : undefined;
}

function showFailures({ failures }: FinishedRun): void {
  for (const { cell, error } of failures.slice(0, 5)) {
    const place = Object.entries(cell.point).map(([axis, label]) => `${axis} ${label}`).join(", ");
    console.error(`failed: ${cell.study} ${place}\n${error}`);
  }
}
