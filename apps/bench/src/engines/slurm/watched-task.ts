import type { Cell } from "@worldwise/experiment";
import type { ArrayTask } from "./array-task.ts";
import { isAlive } from "./array-task.ts";
import type { Batch } from "./batch-folder.ts";
import { journalOf } from "./batch-folder.ts";
import type { JournalEntry } from "./task-journal.ts";
import { followJournal } from "./task-journal.ts";

/** A task of an array as the coordinator knows it: what its journal says, and what Slurm says. */
export interface WatchedTask {
  readonly batch: Batch;
  readonly index: number;
  readonly cells: readonly Cell[];
  /** Its job in Slurm, such as `17_3`; unknown before Slurm names it. */
  job?: string;
  /** The state that Slurm told last. */
  state?: string;
  /** So many looks in a row Slurm did not have it any more. */
  goneLooks: number;
  /** When it was last seen to live; unknown before it runs. */
  lastSign?: number;
  /** Why it was lost, where the coordinator itself knows. */
  reason?: string;
  /** Started cells that have not ended. */
  readonly started: Set<string>;
  /** Finished cells, with the milliseconds they took where those are known. */
  readonly finished: Map<string, number | undefined>;
  /** Errors of failed cells. */
  readonly failed: Map<string, string>;
  /** Why the task ran none of its cells. */
  refusal?: string;
  hasEnded: boolean;
  /** Reads on in the journal. Returns whether anything came. */
  readOn(): boolean;
}

/**
 * A task of a batch; nothing is known of it yet.
 *
 * @param refusal - what Slurm said when it did not take the batch
 */
export function watchedTask(batch: Batch, index: number, refusal?: string): WatchedTask {
  const follow = followJournal(journalOf(batch, index));
  const task: WatchedTask = {
    batch, index, cells: batch.tasks[index] ?? [], goneLooks: 0, hasEnded: false,
    ...(refusal !== undefined && { reason: refusal }),
    started: new Set(), finished: new Map(), failed: new Map(),
    readOn() {
      const entries = follow();
      for (const entry of entries) learn(task, entry);
      return entries.length > 0;
    },
  };
  return task;
}

function learn(task: WatchedTask, entry: JournalEntry): void {
  if (entry.kind === "begin") task.started.clear(); // Slurm has started it once more
  else if (entry.kind === "start") task.started.add(entry.id);
  else if (entry.kind === "finish") task.finished.set(entry.id, entry.milliseconds);
  else if (entry.kind === "fail") task.failed.set(entry.id, entry.error);
  else if (entry.kind === "refuse") task.refusal = entry.error;
  else if (entry.kind === "end") task.hasEnded = true;
  if (entry.kind === "finish" || entry.kind === "fail") task.started.delete(entry.id);
}

/** Takes in what Slurm says of a task now; undefined: nothing, or no more. */
export function noteState(task: WatchedTask, now: ArrayTask | undefined, hasSign: boolean): void {
  const isGone = !now || !isAlive(now.state);
  if (now) Object.assign(task, { job: now.job, state: now.state });
  if (!isGone) delete task.reason; // Slurm took it, though it had seemed to refuse
  task.goneLooks = isGone || task.hasEnded ? task.goneLooks + 1 : 0;
  if (task.state !== "RUNNING") delete task.lastSign;
  else if (hasSign || task.lastSign === undefined) task.lastSign = performance.now();
}

/** Whether a task runs, as Slurm says, and has shown no sign of life for so many seconds. */
export const isSilent = ({ lastSign }: WatchedTask, seconds: number): boolean =>
  lastSign !== undefined && performance.now() - lastSign > 1000 * seconds;
