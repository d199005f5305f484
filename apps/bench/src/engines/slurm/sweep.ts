import { setTimeout as sleep } from "node:timers/promises";
import type { Cell } from "@worldwise/experiment";
import { runFolder } from "@worldwise/experiment/node";
import { WorldwiseError } from "@worldwise/protocol";
import type { EngineEvents } from "../engine.ts";
import { aliveTasks } from "./array-states.ts";
import type { Batch } from "./batch-folder.ts";
import { arrayName, readBatch } from "./batch-folder.ts";
import { cellLedger } from "./cell-ledger.ts";
import type { RetryRules } from "./retries.ts";
import { retries } from "./retries.ts";
import type { SubmitSettings } from "./submit-batch.ts";
import { submitBatch } from "./submit-batch.ts";
import type { TaskWatch, WatchSettings } from "./task-watch.ts";
import { taskWatch } from "./task-watch.ts";
import { watchedTask } from "./watched-task.ts";

/** What a sweep needs to know. */
export interface SweepSettings extends SubmitSettings, WatchSettings {
  readonly rules: RetryRules;
}

/** Cells on their way through Slurm. */
export interface Sweep {
  /** Whether any cell has not ended. */
  isOpen(): boolean;
  /** Finds tasks that an earlier coordinator left, which still wait or run. All other cells wait to be submitted. */
  adopt(): Promise<void>;
  /** Submits the cells that wait. Throws `slurm-refused` when it is the first array, and Slurm does not take it. */
  submit(): Promise<void>;
  /** Learns what became of the tasks. */
  look(): Promise<void>;
  /** Cancels all tasks, and takes in what they had finished. */
  cancel(): Promise<void>;
}

/** A sweep; nothing is submitted yet. */
export function slurmSweep(cells: readonly Cell[], events: EngineEvents, settings: SweepSettings): Sweep {
  const { folder, commands, notice } = settings;
  const ledger = cellLedger(cells, runFolder(folder), events);
  const waiting = retries(settings.rules);
  const watch = taskWatch(ledger, waiting, settings);
  let hasArrays = false;
  return {
    isOpen: () => ledger.openCount() > 0,
    look: watch.look,
    async adopt() {
      for (const [name, indices] of await aliveTasks(folder, commands)) {
        const batch = await leftBatch(name, settings);
        const tasks = batch === undefined ? [] : indices.map((index) => watchedTask(batch, index));
        for (const task of tasks) if (ledger.open(task.cells).length > 0) watch.add(task);
      }
      hasArrays = watch.tasks.size > 0;
      if (hasArrays) notice(`${watch.tasks.size} tasks of an earlier run still wait or run: watching them`);
      const adopted = new Set([...watch.tasks].flatMap((task) => task.cells.map(({ id }) => id)));
      waiting.add(cells.filter(({ id }) => !adopted.has(id)));
    },
    async submit() {
      const wanted = waiting.waiting().length;
      if (wanted === 0) return;
      const most = await commands.maxArraySize().catch(() => 1);
      const room = most - watch.tasks.size;
      // Not a new array for each task that ends: either everything fits, or half an array has become free.
      if (room < wanted && room < most / 2) return;
      const { batch, job, refusal } = await submitBatch(waiting.take(room), settings);
      if (refusal !== undefined && !hasArrays) throw refused(refusal);
      hasArrays = true;
      for (const index of batch.tasks.keys()) watch.add(watchedTask(batch, index, refusal));
      notice(refusal ?? `submitted array ${job}: ${batch.tasks.flat().length} cells in ${batch.tasks.length} tasks`);
    },
    async cancel() {
      await cancelAll(watch, settings);
      watch.readJournals();
    },
  };
}

/** The batch of an array that an earlier coordinator left. One whose list is gone has nothing to do, and is canceled. */
async function leftBatch(name: string, { folder, commands, notice }: SweepSettings): Promise<Batch | undefined> {
  try {
    return readBatch(folder, name);
  } catch {
    notice(`canceling array ${arrayName(folder, name)} of an earlier run: its list is not in the run folder any more`);
    await commands.cancelNamed(arrayName(folder, name)).catch((error: unknown) => notice(String(error)));
    return undefined;
  }
}

/** Cancels the arrays of all tasks, and waits for half a minute at most until none of them runs. */
async function cancelAll({ tasks }: TaskWatch, { folder, commands, notice }: SweepSettings): Promise<void> {
  const names = new Set([...tasks].map(({ batch }) => batch.name));
  for (const name of names) await commands.cancelNamed(arrayName(folder, name)).catch((error: unknown) => notice(String(error)));
  for (let look = 0; look < 60; look++) {
    const alive = await aliveTasks(folder, commands).catch(() => new Map<string, readonly number[]>());
    if (![...alive.keys()].some((name) => names.has(name))) return;
    await sleep(500);
  }
}

const refused = (got: string): WorldwiseError => new WorldwiseError("slurm-refused", {
  expected: "a job array that Slurm takes", got, todo: "change the options of the run, such as the partition",
});
