import { setImmediate } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { AttemptRows } from "@worldwise/experiment";
import { runCell } from "@worldwise/experiment";
import { readCatalog } from "@worldwise/experiment/node";
import type { CellReply, CellTask, WorkerOptions } from "./cell-task.ts";
import { STOP } from "./cell-task.ts";
import { fileCheckpoints } from "./file-checkpoints.ts";
import type { Watched } from "./watchdog.ts";

// A child process. Its argument says what it is to know; cells come as messages, and so does the wish that it should stop.
const { parent, roots, maxMemory, ...checkpointing } = JSON.parse(process.argv[2]!) as WorkerOptions; // `cell-pool.ts` wrote it
const { load } = readCatalog(roots);
const now = (): number => performance.now();
let isWorking = false;
let isStopping = false;

const watched: Watched = { parent, ...(maxMemory !== undefined && { maxMemory }) };
new Worker(new URL("./watchdog.js", import.meta.url), { workerData: watched }).unref();
process.once("disconnect", () => process.exit(1));
process.on("SIGINT", () => undefined); // a terminal tells the whole group; the parent decides
process.on("SIGTERM", stop);
process.on("message", (message: CellTask | typeof STOP) => {
  if (message === STOP) stop();
  else void reply(message);
});
process.send?.("ready");

function stop(): void {
  if (!isWorking) process.exit(0);
  isStopping = true;
}

/** A busy process hears nothing: one turn of its loop lets messages and signals in. */
async function shouldStop(): Promise<boolean> {
  await setImmediate();
  return isStopping;
}

async function reply({ id, spec }: CellTask): Promise<void> {
  isWorking = true;
  const { checkpoints, milliseconds, facts } = fileCheckpoints({ ...checkpointing, id, now, shouldStop });
  let recorded: AttemptRows | undefined;
  try {
    const result = await runCell(spec, load, { checkpoints, onFailure: (rows) => { recorded = rows; } });
    send({ result, milliseconds: milliseconds(), ...facts() });
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    if (isStopping) send({ error: text, stopped: true, ...facts() });
    else send({ error: text, ...(recorded && recorded.episodes.length > 0 && { rows: recorded }), ...facts() });
  }
  isWorking = false;
}

function send(message: CellReply): void {
  process.send?.(message);
}
