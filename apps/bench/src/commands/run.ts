import { join, resolve } from "node:path";
import type { Command } from "commander";
import { Option } from "commander";
import type { Engine } from "../engines/engine.ts";
import type { SlurmEngineOptions } from "../engines/slurm/slurm-options.ts";
import { exitCodes } from "../exit-codes.ts";
import { loadExperiment } from "../load-experiment.ts";
import { harness } from "../places.ts";
import { progressLines } from "../progress-lines.ts";
import type { FinishedRun } from "../run-experiment.ts";
import { runExperiment } from "../run-experiment.ts";
import { showRun } from "../show-run.ts";
import { seconds, wholeNumber } from "./flags.ts";
import type { SlurmFlags } from "./slurm-flags.ts";
import { addSlurmOptions, slurmEngineOf } from "./slurm-flags.ts";

interface RunFlags extends SlurmFlags {
  readonly engine: "local" | "slurm";
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
    .option("--json", "print a JSON summary instead of tables")
    .addOption(new Option("--engine <engine>", "where cells run").choices(["local", "slurm"]).default("local"))
    .action(run);
  addSlurmOptions(command);
}

async function run(nameOrFile: string, { jobs, cellTimeout, json = false, ...flags }: RunFlags): Promise<void> {
  const experiment = await loadExperiment(nameOrFile);
  const folder = resolve(flags.folder ?? join("runs", experiment.name));
  const places = { folder, roots: [harness, process.cwd()] } as const;
  const limits = { ...(jobs !== undefined && { jobs }), ...(cellTimeout !== undefined && { cellTimeout }) };
  const engine = engineOf(flags, { ...places, ...limits });
  const finished = await runExperiment(experiment, {
    ...places, ...limits, ...(engine && { engine }),
    onProgress: progressLines(process.stderr, () => performance.now()),
  });
  showFailures(finished);
  showRun(folder, json);
  if (finished.failures.length > 0) process.exitCode = exitCodes.cellsFailed;
}

/** Where cells run; undefined for child processes of this machine. */
function engineOf({ engine, ...flags }: Omit<RunFlags, "jobs" | "cellTimeout">, options: SlurmEngineOptions): Engine | undefined {
  if (engine === "local") return undefined;
  return slurmEngineOf(flags, { ...options, onNotice: (line) => { console.error(line); } });
}

function showFailures({ failures }: FinishedRun): void {
  for (const { cell, error } of failures.slice(0, 5)) {
    const place = Object.entries(cell.point).map(([axis, label]) => `${axis} ${label}`).join(", ");
    console.error(`failed: ${cell.study} ${place}\n${error}`);
  }
}
