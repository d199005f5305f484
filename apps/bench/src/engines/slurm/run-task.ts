import { hostname } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import type { Cell } from "@worldwise/experiment";
import type { RunFolder } from "@worldwise/experiment/node";
import { runFolder } from "@worldwise/experiment/node";
import type { CellPool } from "../../pool/cell-pool.ts";
import { cellPool } from "../../pool/cell-pool.ts";
import { codeOf } from "../../run-experiment.ts";
import type { BatchHeader } from "./batch-folder.ts";
import { journalOf, readBatch } from "./batch-folder.ts";
import type { JournalEntry } from "./task-journal.ts";
import { writeEntry } from "./task-journal.ts";

/** A task while it runs. */
interface RunningTask {
  readonly folder: RunFolder;
  readonly pool: CellPool;
  readonly signal: AbortSignal;
  say(entry: JournalEntry): void;
}

/**
 * Runs the cells of one task of a batch in child processes, and commits them to the run folder.
 *
 * Writes a journal beside: the coordinator learns from it what runs, what failed, and that the task lives. Aborted, it lets
 * children save what they have where that is quick, and resolves; cells that had not ended are then neither finished nor failed.
 *
 * @returns whether the task came to its end
 */
export async function runTask(folderPath: string, name: string, index: number, signal: AbortSignal): Promise<boolean> {
  const batch = readBatch(folderPath, name);
  const say = (entry: JournalEntry): void => { writeEntry(journalOf(batch, index), entry); };
  say({ kind: "begin", host: hostname() });
  const refusal = whyRefused(batch.header);
  if (refusal !== undefined) {
    say({ kind: "refuse", error: refusal });
    throw new Error(refusal);
  }
  const beat = setInterval(() => { say({ kind: "beat" }); }, 1000 * batch.header.beatEvery);
  const pool = cellPool(batch.header.pool);
  let stopped: Promise<void> | undefined;
  const stop = (): void => { stopped = pool.stop(); };
  signal.addEventListener("abort", stop, { once: true });
  try {
    await runAll(batch.tasks[index] ?? [], batch.header.pool.size, { folder: runFolder(folderPath), pool, signal, say });
    if (!signal.aborted) say({ kind: "end" });
  } finally {
    clearInterval(beat);
    await (stopped ?? pool.close());
  }
  return !signal.aborted;
}

/** Results are told by the code that made them: other code must not pass its own off as those that were asked for. */
function whyRefused({ experiment, codeDigest, pool: { roots } }: BatchHeader): string | undefined {
  try {
    const [harness, ...others] = roots;
    const { digest } = codeOf(experiment, [harness!, ...others]);
    if (digest === codeDigest) return undefined;
    return `this machine (${hostname()}) has other code than the one that planned the cells: digest ${digest}, not ${codeDigest}`;
  } catch (error) {
    return `this machine (${hostname()}) cannot run the cells: ${String(error)}`;
  }
}

/** As many cells at once as there are children: a cell is called started when it has one. */
async function runAll(cells: readonly Cell[], laneCount: number, task: RunningTask): Promise<void> {
  const left = [...cells];
  await Promise.all(Array.from({ length: laneCount }, async () => {
    for (let cell = left.shift(); cell && !task.signal.aborted; cell = left.shift()) await runOne(cell, task);
  }));
}

async function runOne(cell: Cell, { folder, pool, signal, say }: RunningTask): Promise<void> {
  const { id } = cell;
  try {
    if (folder.read(cell)) return say({ kind: "finish", id });
    say({ kind: "start", id });
    const reply = await pool.run(cell);
    if ("result" in reply) {
      folder.commit(cell, reply.result);
      return say({ kind: "finish", id, milliseconds: reply.milliseconds });
    }
    if (!await isBeingEnded(signal)) say({ kind: "fail", id, error: reply.error });
  } catch (error) {
    say({ kind: "fail", id, error: String(error) });
  }
}

/** Slurm signals every process of a task, and a child may hear it before us: its end is then no failure of the cell. */
async function isBeingEnded(signal: AbortSignal): Promise<boolean> {
  await sleep(500, undefined, { signal }).catch(() => undefined);
  return signal.aborted;
}
