import type { Command } from "commander";
import { runTask } from "../engines/slurm/run-task.ts";
import { exitCodes } from "../exit-codes.ts";

/** `slurm-task`: what the batch script of a job array calls. */
export function addSlurmTaskCommand(program: Command): void {
  program.command("slurm-task", { hidden: true }).argument("<folder>", "the run folder").argument("<batch>", "such as 001-3f9c02ab")
    .argument("<index>", "of the task in its array", Number)
    .description("run the cells of one task of a job array (Slurm calls this)")
    .action(run);
}

async function run(folder: string, batch: string, index: number): Promise<void> {
  const ending = new AbortController();
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => { ending.abort(); });
  if (!await runTask(folder, batch, index, ending.signal)) process.exitCode = exitCodes.cellsFailed;
}
