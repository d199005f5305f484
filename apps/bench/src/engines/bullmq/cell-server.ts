import { setTimeout as pause } from "node:timers/promises";
import type { Job, WorkerOptions } from "bullmq";
import { UnrecoverableError, WaitingError, Worker } from "bullmq";
import { cellPool } from "../../pool/cell-pool.ts";
import type { CellPoolOptions } from "../../pool/cell-pool.ts";
import type { CellAnswer, CellRequest } from "./cell-message.ts";
import { cellAnswer, readRequest } from "./cell-message.ts";
import { textOf } from "./connect.ts";
import { cellIdOf, prefix, queueName } from "./names.ts";
import type { RedisAddress } from "./redis-address.ts";
import type { Slots } from "./slots.ts";

/** How the cells of one digest of code are served. */
export interface CellServerOptions extends CellPoolOptions {
  readonly redis: RedisAddress;
  readonly codeDigest: string;
  /** A claim that was not renewed for so many seconds is another worker's to take. */
  readonly claimSeconds: number;
  /** Shared by all servers of a process. */
  readonly slots: Slots;
  readonly onEnd: (cellId: string, error: string | undefined) => void;
  readonly onTrouble: (text: string) => void;
}

/** Claims cells from one queue and runs them in children. */
export interface CellServer {
  /** Cells that were claimed and have not ended. */
  busy(): number;
  /** Claims no more, and resolves when what was claimed has ended. */
  close(): Promise<void>;
  /** Kills what runs and gives its cells back to the queue: another worker takes them, and nothing counts as failed. */
  giveBack(): void;
}

/** After so many lost workers a cell has failed: perhaps it is the cell that kills them. */
const mostLosses = 2;

/**
 * Serves the cells of one digest of code, in children that start after the digest was compared.
 *
 * Cells never run in this process: it has claims to renew, however long a cell takes.
 */
export function cellServer({ redis, codeDigest, claimSeconds, slots, onEnd, onTrouble, ...pooled }: CellServerOptions): CellServer {
  const pool = cellPool(pooled);
  let [busy, isClosing, givesBack] = [0, false, false];

  async function run(job: Job<CellRequest, CellAnswer>, token: string | undefined): Promise<CellAnswer> {
    const task = readRequest(cellIdOf(job.id ?? ""), job.data, codeDigest);
    const reply = givesBack ? { error: "" } : await pool.run(task);
    if ("result" in reply) return cellAnswer(reply);
    if (!givesBack && !await wasStopped(reply)) throw new UnrecoverableError(reply.error);
    await job.moveToWait(token);
    throw new WaitingError();
  }
  /** Who stops a worker often stops all its processes at once: a child that ended by the same signal says nothing of its cell. */
  async function wasStopped(reply: { readonly error: string }): Promise<boolean> {
    if (!("stopped" in reply) && !/ended by SIG(TERM|INT)/.test(reply.error)) return false;
    await pause(200); // for our own signal
    return isClosing;
  }
  async function count<Result>(work: () => Promise<Result>): Promise<Result> {
    busy++;
    try {
      return await slots.use(work);
    } finally {
      busy--;
    }
  }
  const worker = new Worker<CellRequest, CellAnswer>(
    queueName(codeDigest), (job, token) => count(() => run(job, token)), workerOptions(redis, claimSeconds, pooled.size),
  );
  worker.on("error", (error) => { onTrouble(redis.hide(textOf(error))); });
  worker.on("completed", ({ id = "" }) => { onEnd(cellIdOf(id), undefined); });
  worker.on("failed", (job, { message }) => { onEnd(cellIdOf(job?.id ?? ""), redis.hide(message)); });
  return {
    busy: () => busy,
    async close() {
      isClosing = true;
      await worker.close();
      await pool.close();
    },
    giveBack() {
      givesBack = true;
      void pool.close();
    },
  };
}

const workerOptions = ({ options }: RedisAddress, claimSeconds: number, concurrency: number): WorkerOptions => ({
  prefix, connection: options, concurrency,
  lockDuration: 1000 * claimSeconds, stalledInterval: 500 * claimSeconds,
  maxStalledCount: mostLosses, runRetryDelay: 1000,
});
