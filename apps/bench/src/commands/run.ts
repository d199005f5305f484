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
import type { FinishedRun, RunOptions } from "../run-experiment.ts";
import { runShown, showStopped } from "../run-shown.ts";
import { showRun } from "../show-run.ts";
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
  const { finished, stopped } = await runShown(experiment, { ...options, ...(engine && { engine }) });
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
