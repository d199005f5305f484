import { Worker } from "node:worker_threads";
import type { CellResult, CellSpec } from "@worldwise/experiment";
import { runCell } from "@worldwise/experiment";
import { readCatalog } from "@worldwise/experiment/node";

/** What comes back for a cell: its result and the time it took, or the text of an error: its class would not survive the pipe. */
export type CellReply = { readonly result: CellResult; readonly milliseconds: number } | { readonly error: string };

// A child process. Arguments: the parent's process id, then the folders whose dependencies may run. Cells come as messages.
const [parent, ...roots] = process.argv.slice(2);
const { load } = readCatalog(roots);

new Worker(new URL("./parent-watch.js", import.meta.url), { workerData: { parent: Number(parent) } }).unref();
process.once("disconnect", () => process.exit(1));
process.on("message", (spec: CellSpec) => { void reply(spec); });
process.send?.("ready");

async function reply(spec: CellSpec): Promise<void> {
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
