import type { Cell } from "@worldwise/experiment";
import type { Job } from "bullmq";
import { Queue } from "bullmq";
import type { CellReply } from "../../pool/cell-task.ts";
import { cellRequest, readAnswer } from "./cell-message.ts";
import { textOf } from "./connect.ts";
import { forgottenAfter, jobIdOf, prefix, queueName } from "./names.ts";
import type { RedisAddress } from "./redis-address.ts";

/** A job that has ended. */
export interface EndedJob {
  readonly jobId: string;
  readonly reply: CellReply;
}

/** The coordinator's side of the queue of some code. */
export interface CellQueue {
  /** Adds cells; one that is there already, waiting, running or ended, stays as it is. */
  add(cells: readonly Cell[]): Promise<void>;
  /** Names of the jobs that ended in this way and that nobody came for yet. */
  ended(how: "completed" | "failed"): Promise<readonly string[]>;
  read(jobIds: readonly string[]): Promise<readonly EndedJob[]>;
  /** Those that the queue knows nothing of. */
  absent(jobIds: readonly string[]): Promise<readonly string[]>;
  /** Takes jobs out; those that run stay. */
  remove(jobIds: readonly string[]): Promise<void>;
  /** Forgets what the queue said of its jobs. */
  forgetEvents(): Promise<void>;
  counts(): Promise<{ readonly waiting: number; readonly running: number }>;
  close(): Promise<void>;
}

const chunkSize = 500;
const keep = { age: forgottenAfter };

/** Opens the queue of the code with a digest. */
export function cellQueue({ options, hide }: RedisAddress, codeDigest: string, onTrouble: (text: string) => void): CellQueue {
  const queue = new Queue(queueName(codeDigest), {
    prefix, connection: options,
    streams: { events: { maxLen: 100 } }, // nobody reads them, and each holds a whole result
    defaultJobOptions: { removeOnComplete: keep, removeOnFail: keep, stackTraceLimit: 0 },
  });
  queue.on("error", (error) => { onTrouble(hide(textOf(error))); });
  return {
    async add(cells) {
      await inChunks(cells, (some) => queue.addBulk(some.map((cell) => (
        { name: "cell", data: cellRequest(cell), opts: { jobId: jobIdOf(cell) } }
      ))));
    },
    ended: (how) => queue.getRanges([how], 0, -1, true),
    async read(jobIds) {
      const jobs = await Promise.all(jobIds.map((jobId) => queue.getJob(jobId)));
      return jobs.flatMap((job) => (job ? endOf(job as Job) : [])); // the queue has no type of its own
    },
    async absent(jobIds) {
      const client = await queue.getBackend().client;
      const present = await inChunks(jobIds, (some) => Promise.all(some.map((jobId) => client.hexists(queue.toKey(jobId), "name"))));
      return jobIds.filter((_, index) => present[index] === 0);
    },
    async remove(jobIds) {
      await inChunks(jobIds, (some) => Promise.allSettled(some.map((jobId) => queue.remove(jobId))));
    },
    async forgetEvents() { await queue.trimEvents(0); },
    async counts() {
      const { wait = 0, active = 0 } = await queue.getJobCounts("wait", "active");
      return { waiting: wait, running: active };
    },
    close: () => queue.disconnect(),
  };
}

function endOf({ id = "", finishedOn, failedReason, returnvalue }: Job): readonly EndedJob[] {
  if (finishedOn === undefined) return [];
  return [{ jobId: id, reply: failedReason ? { error: inWords(failedReason) } : readAnswer(returnvalue) }];
}

const inWords = (reason: string): string => (reason.includes("stalled more than allowable limit")
  ? "every worker that ran it was lost: killed, or out of reach for longer than its claim lasts" : reason);

async function inChunks<Item, Result>(
  items: readonly Item[], handle: (some: readonly Item[]) => Promise<readonly Result[]>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (let start = 0; start < items.length; start += chunkSize) results.push(...await handle(items.slice(start, start + chunkSize)));
  return results;
}
