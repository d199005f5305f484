import { Worker } from "node:worker_threads";
import { runCell } from "@worldwise/experiment";
import { readCatalog } from "@worldwise/experiment/node";
import type { CellReply, CellTask } from "./cell-task.ts";

// A child process. Arguments: the parent's process id, then the folders whose dependencies may run. Cells come as messages.
const [parent, ...roots] = process.argv.slice(2);
const { load } = readCatalog(roots);

new Worker(new URL("./parent-watch.js", import.meta.url), { workerData: { parent: Number(parent) } }).unref();
process.once("disconnect", () => process.exit(1));
process.on("message", (task: CellTask) => { void reply(task); });
process.send?.("ready");

async function reply({ spec }: CellTask): Promise<void> {
  const start = performance.now();
  try {
    const result = await runCell(spec, load);
    send({ result, milliseconds: performance.now() - start });
  } catch (error) {
    send({ error: error instanceof Error ? error.message : String(error) });
  }
}

function send(message: CellReply): void {
  process.send?.(message);
}
