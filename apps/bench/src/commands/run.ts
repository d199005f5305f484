import { join, resolve } from "node:path";
import type { Experiment } from "@worldwise/experiment";
import type { Command } from "commander";
import { Option } from "commander";
import type { Engine } from "../engines/engine.ts";
import type { RedisFlags } from "../engines/bullmq/take-address.ts";
import { forgetAddress } from "../engines/bullmq/take-address.ts";
import { exitCodes } from "../exit-codes.ts";
import { loadExperiment } from "../load-experiment.ts";
import { harness } from "../places.ts";
import { progressLines } from "../progress-lines.ts";
import type { FinishedRun, RunOptions } from "../run-experiment.ts";
import { runExperiment } from "../run-experiment.ts";
import { showRun } from "../show-run.ts";
import { addRedisOptions, bullmqEngineOf } from "./bullmq-flags.ts";
import { seconds, wholeNumber } from "./flags.ts";

interface RunFlags extends RedisFlags {
  readonly engine: "local" | "bullmq";
  readonly folder?: string;
  readonly jobs?: number;
  readonly cellTimeout?: number;
  readonly json?: boolean;
}

/** `run`: the cells of an experiment that are not finished yet. */
export function addRunCommand(program: Command): void {
  const command = program.command("run").argument("<experiment>", "a shipped experiment by name, or a .yaml, .json or .mjs file")
    .description("run the cells that are not finished yet, then print tables and write report.html")
    .option("--folder <path>", "the run folder (default: runs/<name> here)")
    .option("--jobs <count>", "child processes (default: one for each core)", wholeNumber)
    .option("--cell-timeout <seconds>", "a cell that takes longer has failed (default: no limit)", seconds)
    .addOption(new Option("--engine <name>", "where cells run").choices(["local", "bullmq"]).default("local"))
    .option("--json", "print a JSON summary instead of tables")
    .action(run);
  addRedisOptions(command.optionsGroup("Options of --engine bullmq:"));
}

async function run(nameOrFile: string, { jobs, cellTimeout, json = false, ...flags }: RunFlags): Promise<void> {
  const experiment = await loadExperiment(nameOrFile);
  const roots = [harness, process.cwd()] as const;
  const engine = await engineOf(flags, experiment, roots);
  const folder = resolve(flags.folder ?? join("runs", experiment.name));
  const finished = await runExperiment(experiment, {
    folder, roots, ...(engine && { engine }),
    ...(jobs !== undefined && { jobs }), ...(cellTimeout !== undefined && { cellTimeout }),
    onProgress: progressLines(process.stderr, () => performance.now()),
  });
  showFailures(finished);
  showRun(folder, json);
  if (finished.failures.length > 0) process.exitCode = exitCodes.cellsFailed;
}

/** Where cells run; undefined for child processes of this machine. */
async function engineOf({ engine, ...flags }: RunFlags, experiment: Experiment, roots: RunOptions["roots"]): Promise<Engine | undefined> {
  if (engine === "bullmq") return bullmqEngineOf(flags, experiment, roots);
  forgetAddress(process);
  return undefined;
}

function showFailures({ failures }: FinishedRun): void {
  for (const { cell, error } of failures.slice(0, 5)) {
    const place = Object.entries(cell.point).map(([axis, label]) => `${axis} ${label}`).join(", ");
    console.error(`failed: ${cell.study} ${place}\n${error}`);
  }
}
