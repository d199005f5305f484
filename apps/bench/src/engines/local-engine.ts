import { availableParallelism } from "node:os";
import type { CellPoolOptions } from "../pool/cell-pool.ts";
import { cellPool } from "../pool/cell-pool.ts";
import type { Engine } from "./engine.ts";

/** How cells run on this machine. */
export interface LocalEngineOptions extends Omit<CellPoolOptions, "size"> {
  /** Child processes; by default one for each core. */
  readonly jobs?: number;
}

/** Cells on a pool of child processes of this machine. */
export function localEngine({ jobs = availableParallelism(), ...options }: LocalEngineOptions): Engine {
  return {
    async run(cells, { succeed, fail }, signal) {
      const pool = cellPool({ ...options, size: Math.max(1, Math.min(jobs, cells.length)) });
      let stopped: Promise<void> | undefined;
      const stop = (): void => { stopped = pool.stop(); };
      signal?.addEventListener("abort", stop, { once: true });
      try {
        await Promise.all(cells.map(async (cell) => {
          const reply = await pool.run(cell);
          if ("result" in reply) succeed(cell, reply.result, reply.milliseconds, reply);
          else if (!signal?.aborted) fail(cell, reply.error, reply); // otherwise stopped by us: not a failure of the cell
        }));
      } finally {
        signal?.removeEventListener("abort", stop);
        await (stopped ?? pool.close());
      }
    },
  };
}
