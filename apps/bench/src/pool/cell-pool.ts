import type { CellReply, CellTask } from "./cell-task.ts";
import { workerPool } from "./worker-pool.ts";

/** Which children run cells, and how long they may take. */
export interface CellPoolOptions {
  /** Folders whose dependencies may run; the first is the harness itself. */
  readonly roots: readonly string[];
  /** Child processes at once. */
  readonly size: number;
  /** Seconds that a cell may take; no limit by default. */
  readonly cellTimeout?: number;
}

/** Runs cells in child processes: every engine does so, here or on another machine. */
export interface CellPool {
  /** Never rejects: a child that died, or took too long, is an answer, too. */
  run(task: CellTask): Promise<CellReply>;
  /** Kills the children. What was not answered is an error. */
  close(): Promise<void>;
}

/** A pool of children that run cells. They start with the first cells, and end with this process. */
export function cellPool({ roots, size, cellTimeout }: CellPoolOptions): CellPool {
  const pool = workerPool({
    module: new URL("cell-worker.js", import.meta.url), childArguments: [String(process.pid), ...roots], size,
    ...(cellTimeout !== undefined && { timeLimit: 1000 * cellTimeout }),
  });
  return {
    close: pool.close,
    async run({ id, spec }) {
      try {
        return await pool.run({ id, spec } satisfies CellTask) as CellReply; // as `cell-worker.ts` answers
      } catch (error) {
        return { error: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}
