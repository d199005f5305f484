import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { RunOptions } from "../../run-experiment.ts";
import type { CellServer, CellServerOptions } from "./cell-server.ts";
import { cellServer } from "./cell-server.ts";
import { checkConnection, openClient, presentable } from "./connect.ts";
import { reasonToRefuse } from "./judge-sweep.ts";
import type { RedisAddress } from "./redis-address.ts";
import type { ServedSweeps } from "./served-sweeps.ts";
import { servedSweeps } from "./served-sweeps.ts";
import { slots } from "./slots.ts";
import { sweepBoard } from "./sweep-board.ts";
import { troubleNotices } from "./trouble-notices.ts";

/** How a worker serves. */
export interface ServeOptions {
  readonly redis: RedisAddress;
  /** Folders whose dependencies may run; the first is the harness itself. */
  readonly roots: RunOptions["roots"];
  /** Children at once. */
  readonly jobs: number;
  /** Seconds that a cell may take; no limit by default. */
  readonly cellTimeout?: number;
  /** A claim that was not renewed for so many seconds is another worker's to take. */
  readonly claimSeconds: number;
  /** Ends when there was nothing to do for so many seconds; by default never. */
  readonly idleSeconds?: number;
  /** Seconds that cells may go on after `stop`. */
  readonly graceSeconds: number;
  /** No more cells are claimed; those that run may end in time. */
  readonly stop: AbortSignal;
  /** Those that run are given back at once. */
  readonly stopNow: AbortSignal;
  readonly log: (text: string) => void;
}

/** What was done, and when something was done last. */
interface Tally {
  finished: number;
  failed: number;
  lastAt: number;
}

const [betweenLooks, betweenReviews] = [1000, 30_000]; // milliseconds

/** Serves every announced sweep whose code is the code here, until it is told to stop. Throws `no-redis` or `redis-refused`. */
export async function serveCells(options: ServeOptions): Promise<void> {
  const { redis, roots, log, jobs, stop } = options;
  await checkConnection(redis);
  const onTrouble = troubleNotices((text) => { log(`Redis at ${redis.where}: ${text}`); }, () => performance.now());
  const client = openClient(redis, onTrouble);
  const tally: Tally = { finished: 0, failed: 0, lastAt: performance.now() };
  const sweeps = servedSweeps({
    board: sweepBoard(client), log, open: serverOpener(options, tally, onTrouble),
    reasonToRefuse: (sweep) => reasonToRefuse(sweep, roots),
  });
  log(`waits for cells at ${redis.where}, ${jobs} at once`);
  await Promise.race([lookAround(sweeps, tally, options).catch((error: unknown) => { throw presentable(error, redis); }), aborted(stop)]);
  await close(sweeps, options);
  client.disconnect();
  log(`${tally.finished} cells finished${tally.failed > 0 ? `, ${tally.failed} failed` : ""}`);
}

/** Opens servers that share the places of children, and the tally. */
function serverOpener(
  { redis, roots, jobs, cellTimeout, claimSeconds, log }: ServeOptions, tally: Tally, onTrouble: CellServerOptions["onTrouble"],
): (codeDigest: string) => CellServer {
  const shared = slots(jobs);
  const onEnd: CellServerOptions["onEnd"] = (cellId, error) => {
    if (error === undefined) tally.finished++;
    else tally.failed++;
    if (error !== undefined) log(`failed: cell ${cellId}: ${error}`);
  };
  return (codeDigest) => cellServer({
    redis, codeDigest, roots, size: jobs, claimSeconds, slots: shared, onEnd, onTrouble, ...(cellTimeout !== undefined && { cellTimeout }),
  });
}

/** Looks at the board until there was nothing to do for long enough. */
async function lookAround(sweeps: ServedSweeps, tally: Tally, { stop, idleSeconds = Infinity }: ServeOptions): Promise<void> {
  let [reviewedAt, ended] = [performance.now(), 0];
  while (!stop.aborted) {
    await sweeps.update();
    if (performance.now() - reviewedAt > betweenReviews) {
      sweeps.review();
      reviewedAt = performance.now();
    }
    const [endedNow, now] = [tally.finished + tally.failed, performance.now()];
    if (endedNow > ended || sweeps.busy() > 0) tally.lastAt = now;
    ended = endedNow;
    if (now - tally.lastAt > 1000 * idleSeconds) return;
    await pause(betweenLooks, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** Lets end what ends in time, and gives the rest back. A Redis that is away holds nobody up: claims run out by themselves. */
async function close(sweeps: ServedSweeps, { graceSeconds, stopNow }: ServeOptions): Promise<void> {
  const closed = sweeps.close();
  await Promise.race([closed, pause(1000 * graceSeconds), aborted(stopNow)]);
  sweeps.giveBack();
  await Promise.race([closed, pause(5000)]);
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, "abort");
}
