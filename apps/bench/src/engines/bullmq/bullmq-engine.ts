import type { Cell } from "@worldwise/experiment";
import type { Engine } from "../engine.ts";
import type { AwaitedCells } from "./awaited-cells.ts";
import { awaitedCells } from "./awaited-cells.ts";
import type { CellQueue } from "./cell-queue.ts";
import { cellQueue } from "./cell-queue.ts";
import { checkConnection, openClient, presentable } from "./connect.ts";
import type { RedisAddress } from "./redis-address.ts";
import type { Sweep, SweepBoard } from "./sweep-board.ts";
import { sweepBoard } from "./sweep-board.ts";
import { troubleNotices } from "./trouble-notices.ts";

/** Where cells are queued, and whose they are. */
export interface BullmqEngineOptions {
  readonly redis: RedisAddress;
  readonly sweep: Sweep;
  /** For what a person should know: a server that is away, a queue without workers. */
  readonly notice?: (text: string) => void;
}

/** What a run of the engine holds. */
interface Coordination {
  readonly awaited: AwaitedCells;
  readonly queue: CellQueue;
  readonly board: SweepBoard;
  readonly sweep: Sweep;
  readonly notice: (text: string) => void;
  readonly signal: AbortSignal | undefined;
}

const [shortestPause, longestPause, betweenReviews] = [20, 1000, 10_000]; // milliseconds

/**
 * Cells on a queue in a Redis: `worldwise-bench worker` runs them, on any machine that has the same code.
 *
 * The queue is asked for results, and nothing depends on hearing of one in time: what ends while no coordinator runs waits for the
 * next. A cell of which the queue knows nothing is added again, so that even a Redis that forgot everything is survived. A cell that
 * failed in a former run is added anew. Aborted, it takes back what no worker has begun; what runs comes to its end, and its result
 * waits for the next run.
 *
 * Throws `no-redis` where there is no Redis that lets us in, `redis-refused` where it will not do what we ask.
 */
export function bullmqEngine({ redis, sweep, notice = () => undefined }: BullmqEngineOptions): Engine {
  return {
    async run(cells, events, signal) {
      if (cells.length === 0) return;
      await checkConnection(redis);
      const trouble = troubleNotices((text) => { notice(`Redis at ${redis.where}: ${text}`); }, () => performance.now());
      const client = openClient(redis, trouble);
      const queue = cellQueue(redis, sweep.code.digest, trouble);
      try {
        await coordinate({ awaited: awaitedCells(cells, events), queue, board: sweepBoard(client), sweep, notice, signal }, cells);
      } catch (error) {
        throw presentable(error, redis);
      } finally {
        client.disconnect();
        await queue.close();
      }
    },
  };
}

async function coordinate(coordination: Coordination, cells: readonly Cell[]): Promise<void> {
  const { awaited, queue, board, sweep, signal } = coordination;
  await unlessAborted(begin(coordination, cells), signal);
  await unlessAborted(collectAll(coordination), signal);
  await withinSeconds(5, Promise.all([board.withdraw(sweep), queue.remove(awaited.jobIds()), queue.forgetEvents()]));
}

/** Adds what is not there, and what failed in a former run. */
async function begin({ awaited, queue, board, sweep }: Coordination, cells: readonly Cell[]): Promise<void> {
  const failed = await queue.ended("failed");
  await queue.remove(failed.filter(awaited.has));
  await queue.add(cells);
  await board.announce(sweep);
}

async function collectAll(coordination: Coordination): Promise<void> {
  const { awaited, signal } = coordination;
  const review = reviewer(coordination);
  for (let pause = shortestPause; awaited.count() > 0 && !signal?.aborted;) {
    const count = await collect(coordination);
    pause = count > 0 ? shortestPause : Math.min(2 * pause, longestPause);
    await review(count);
    if (awaited.count() > 0) await new Promise((resume) => setTimeout(resume, pause));
  }
}

/** Tells the ends that have come. They leave the queue when they were told, that is, when they are in the run folder. */
async function collect({ awaited, queue, signal }: Coordination): Promise<number> {
  const jobIds = [...await queue.ended("completed"), ...await queue.ended("failed")].filter(awaited.has);
  for (let start = 0; start < jobIds.length && !signal?.aborted; start += 100) {
    const ended = await queue.read(jobIds.slice(start, start + 100));
    if (signal?.aborted) break; // the run is over, and what is told now would come too late
    for (const { jobId, reply } of ended) awaited.settle(jobId, reply);
    await queue.remove(ended.map(({ jobId }) => jobId));
  }
  return jobIds.length;
}

/** Now and then: what the queue lost is added again, the announcement renewed, and missing workers are noticed. */
function reviewer({ awaited, queue, board, sweep, notice }: Coordination): (collected: number) => Promise<void> {
  let [last, stillFor, wasTold] = [performance.now(), 0, false];
  return async (collected) => {
    if (collected > 0) stillFor = 0;
    if (performance.now() - last < betweenReviews) return;
    last = performance.now();
    await queue.add(awaited.cells(await queue.absent(awaited.jobIds())));
    await board.announce(sweep);
    stillFor++;
    const { waiting, running } = await queue.counts();
    if (stillFor < 2 || running > 0 || waiting === 0 || wasTold) return;
    wasTold = true;
    notice(`${waiting} cells wait and no worker takes one: start "worldwise-bench worker" on a machine with the same code`);
  };
}

/** Resolves when the work is done, or as soon as the run is aborted: a Redis that is away must not hold it up. */
async function unlessAborted(work: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (!signal) return work;
  const over = new AbortController();
  const aborted = new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => { resolve(); }, { once: true, signal: over.signal });
  });
  work.catch(() => undefined); // after an abort nobody waits for it
  await Promise.race([work, aborted]);
  over.abort();
}

/** What is only tidying must not take long. */
async function withinSeconds(seconds: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise((resolve) => { timer = setTimeout(resolve, 1000 * seconds); });
  await Promise.race([work.catch(() => undefined), late]);
  clearTimeout(timer);
}

