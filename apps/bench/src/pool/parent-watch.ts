import { parentPort, workerData } from "node:worker_threads";

/**
 * Runs in a thread beside a child that may be busy for minutes: ends the process when its parent is gone.
 *
 * An event such as `disconnect` is not enough, because a busy event loop never hears of it.
 */
const { parent } = workerData as { readonly parent: number }; // `cell-worker.ts` says so
const milliseconds = 250;

setInterval(() => {
  if (process.ppid !== parent) process.kill(process.pid, "SIGKILL"); // `process.exit` would end this thread alone
}, milliseconds);
parentPort?.postMessage("watching");
