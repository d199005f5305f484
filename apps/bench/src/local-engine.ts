import { availableParallelism } from "node:os";
import type { Cell } from "@worldwise/experiment";
import type { CellReply } from "./cell-worker.ts";
import type { Engine } from "./engine.ts";
import type { WorkerPool } from "./worker-pool.ts";
import { workerPool } from "./worker-pool.ts";

/** How cells run on this machine. */
export interface LocalEngineOptions {
  /** Folders whose dependencies may run; the first is the harness itself. */
  readonly roots: readonly string[];
  /** Child processes; by default one for each core. */
  readonly jobs?: number;
  /** Seconds that a cell may take; no limit by default. */
  readonly cellTimeout?: number;
}

/** Cells on a pool of child processes of this machine. */
export function localEngine({ roots, jobs = availableParallelism(), cellTimeout }: LocalEngineOptions): Engine {
  return {
    async run(cells, { succeed, fail }, signal) {
      const pool = workerPool({
        module: new URL("cell-worker.js", import.meta.url), childArguments: [String(process.pid), ...roots],
        size: Math.max(1, Math.min(jobs, cells.length)), ...(cellTimeout !== undefined && { timeLimit: 1000 * cellTimeout }),
      });
      const stop = (): void => { void pool.close(); };
      signal?.addEventListener("abort", stop, { once: true });
      try {
        await Promise.all(cells.map(async (cell) => {
          const reply = await replyOf(pool, cell);
          if (signal?.aborted) return; // killed by us: not a failure of the cell
          if ("result" in reply) succeed(cell, reply.result, reply.milliseconds);
          else fail(cell, reply.error);
        }));
      } finally {
        signal?.removeEventListener("abort", stop);
        await pool.close();
      }
    },
  };
}

/** What the worker answers. A child that died or took too long is an answer, too. */
async function replyOf(pool: WorkerPool, { spec }: Cell): Promise<CellReply> {
  try {
    return await pool.run(spec) as CellReply; // as `cell-worker.ts` answers
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}
