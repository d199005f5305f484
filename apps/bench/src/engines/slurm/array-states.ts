import { WorldwiseError } from "@worldwise/protocol";
import type { ArrayTask } from "./array-task.ts";
import { isAlive } from "./array-task.ts";
import { batchOfArray } from "./batch-folder.ts";
import type { SlurmCommands } from "./slurm-commands.ts";

/** What Slurm says of the tasks of a run folder, by `<batch>/<index>`. */
export type ArrayStates = ReadonlyMap<string, ArrayTask>;

/** Where a task stands among the states. */
export const keyOf = (batch: string, index: number): string => `${batch}/${index}`;

/** Asks Slurm. Rejects when it does not answer. */
export async function arrayStates(folder: string, commands: SlurmCommands): Promise<ArrayStates> {
  return new Map((await commands.tasks()).flatMap((task) => {
    const batch = batchOfArray(folder, task.name);
    return batch === undefined ? [] : [[keyOf(batch, task.index), task] as const];
  }));
}

/** Indices of the tasks that wait or run, by their batch. Throws `no-slurm` when Slurm does not answer. */
export async function aliveTasks(folder: string, commands: SlurmCommands): Promise<ReadonlyMap<string, readonly number[]>> {
  const alive = new Map<string, number[]>();
  for (const [key, { index, state }] of await arrayStates(folder, commands).catch(noSlurm)) {
    const [batch] = key.split("/") as [string]; // as `keyOf` puts it
    if (isAlive(state)) alive.set(batch, [...alive.get(batch) ?? [], index]);
  }
  return alive;
}

function noSlurm(error: unknown): never {
  throw new WorldwiseError("no-slurm", {
    expected: "a Slurm that answers", got: String(error), todo: "start this where squeue and sbatch work, such as a login node",
  });
}
