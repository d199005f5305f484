import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { recordInWords } from "./array-task.ts";
import { logsOf } from "./batch-folder.ts";
import type { SlurmCommands } from "./slurm-commands.ts";
import type { WatchedTask } from "./watched-task.ts";

/** How a task was lost, for people. */
export interface LossInWords {
  /** One line. */
  readonly summary: string;
  /** The end of what the task printed. */
  readonly log: string;
}

const longestTail = 2000;

/** Everything that is known of a lost task. */
export async function lossInWords(task: WatchedTask, commands: SlurmCommands): Promise<LossInWords> {
  const end = task.reason ?? await endInWords(task, commands);
  const name = task.job === undefined ? "a task of Slurm" : `task ${task.job} of Slurm`;
  return { summary: `${name} was lost: ${end}`, log: logInWords(task) };
}

async function endInWords({ job, state }: WatchedTask, commands: SlurmCommands): Promise<string> {
  const record = job === undefined ? undefined : await commands.record(job).catch(() => undefined);
  if (record) return recordInWords(record);
  return state === undefined ? "Slurm does not know it" : `${state} when Slurm told of it last`;
}

function logInWords({ batch, index }: WatchedTask): string {
  const file = join(logsOf(batch), `${index}.txt`);
  const text = existsSync(file) ? readFileSync(file, "utf8").trimEnd() : "";
  return text === "" ? `it printed nothing into ${file}` : `the end of ${file}:\n${text.slice(-longestTail)}`;
}
