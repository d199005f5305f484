import { writeSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { memoryWords } from "./memory-words.ts";

/** What a watchdog watches. */
export interface Watched {
  readonly parent: number;
  /** Megabytes that the process may hold; no limit by default. */
  readonly maxMemory?: number;
}

/**
 * Runs in a thread beside a child that may be busy for minutes: ends the process when its parent is gone, and when it holds too much
 * memory. That of typed arrays and WebAssembly lies outside the heap that the engine itself limits.
 *
 * An event such as `disconnect` is not enough, because a busy event loop never hears of it.
 */
const { parent, maxMemory = Infinity } = workerData as Watched; // `cell-worker.ts` says so
const MILLISECONDS = 100;
const STANDARD_ERROR = 2;

setInterval(() => {
  const megabytes = process.memoryUsage.rss() / 2 ** 20;
  if (megabytes > maxMemory) writeSync(STANDARD_ERROR, `${memoryWords(maxMemory)}: ${Math.round(megabytes)} MB\n`); // the parent reads it
  if (process.ppid !== parent || megabytes > maxMemory) process.kill(process.pid, "SIGKILL"); // `process.exit` would end this thread alone
}, MILLISECONDS);
parentPort?.postMessage("watching");
