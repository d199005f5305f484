import type { SlurmRequest } from "./slurm-options.ts";

/** What a task runs, and where. */
export interface TaskCommand {
  /** The working folder. */
  readonly workingFolder: string;
  /** The program and its arguments; the index of the task follows them. */
  readonly command: readonly string[];
  /** The folder of the tasks' logs, `<index>.txt`. */
  readonly logs: string;
  /** Processors of each task. */
  readonly processors: number;
}

/**
 * The batch script of a job array.
 *
 * What tasks print goes to their logs through the shell: in Slurm's own `--output`, percent signs and backslashes of a path would have
 * a meaning. `--no-requeue`: lost cells are submitted again by the coordinator, and by nobody else.
 */
export function batchScript(request: SlurmRequest, { workingFolder, command, logs, processors }: TaskCommand): string {
  const { partition, time, memory, extra = [], setup = [] } = request;
  const options = [
    "--no-requeue", "--output=/dev/null", "--nodes=1", "--ntasks=1", `--cpus-per-task=${processors}`,
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(time === undefined ? [] : [`--time=${time}`]),
    ...(memory === undefined ? [] : [`--mem=${memory}`]),
    ...extra,
  ];
  return [
    "#!/bin/bash",
    ...options.map((option) => `#SBATCH ${option}`),
    `exec >>${shellQuote(`${logs}/`)}"$SLURM_ARRAY_TASK_ID".txt 2>&1 || exit 1`,
    `cd -- ${shellQuote(workingFolder)} || exit 1`,
    ...setup,
    `exec ${command.map(shellQuote).join(" ")} "$SLURM_ARRAY_TASK_ID"`,
    "",
  ].join("\n");
}

/** A text as one word of the shell, whatever stands in it. */
export const shellQuote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

/** Indices of an array as `sbatch` takes them: `0-9%2` are ten tasks, two at once. */
export const arrayRange = (taskCount: number, atOnce?: number): string =>
  `0-${taskCount - 1}${atOnce === undefined ? "" : `%${atOnce}`}`;
