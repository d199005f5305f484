import type { CellReply, CellTask, WorkerOptions } from "./cell-task.ts";
import { STOP } from "./cell-task.ts";
import { workerPool } from "./worker-pool.ts";

/** Which children run cells, and what they may take. */
export interface CellPoolOptions extends Omit<WorkerOptions, "parent"> {
  /** Child processes at once. */
  readonly size: number;
  /** Seconds that a cell may take; no limit by default. */
  readonly cellTimeout?: number;
}

/** Runs cells in child processes: every engine does so, here or on another machine. */
export interface CellPool {
  /** Never rejects: a child that died, or took too long, is an answer, too. */
  run(task: CellTask): Promise<CellReply>;
  /** Lets cells that run save a checkpoint where that is quick, then kills the children. What was not answered is an error. */
  stop(): Promise<void>;
  /** Kills the children. What was not answered is an error. */
  close(): Promise<void>;
}

/** How many milliseconds children have to save and answer when they are told to stop. */
const PATIENCE = 4000;

/** A pool of children that run cells. They start with the first cells, and end with this process. */
export function cellPool({ size, cellTimeout, roots, checkpoints, checkpointEvery, maxMemory }: CellPoolOptions): CellPool {
  const told: WorkerOptions = {
    parent: process.pid, roots,
    ...(checkpoints !== undefined && { checkpoints }), ...(checkpointEvery !== undefined && { checkpointEvery }), ...(maxMemory !== undefined && { maxMemory }),
  };
  const pool = workerPool({
    module: new URL("cell-worker.js", import.meta.url), size,
    childArguments: [JSON.stringify(told)],
    ...(maxMemory !== undefined && { nodeArguments: [`--max-old-space-size=${maxMemory}`] }),
    ...(cellTimeout !== undefined && { timeLimit: 1000 * cellTimeout }),
  });
  return {
    close: pool.close, stop: () => pool.stop(STOP, PATIENCE),
    async run({ id, spec }) {
      try {
        return await pool.run({ id, spec } satisfies CellTask) as CellReply; // as `cell-worker.ts` answers
      } catch (error) {
        return { error: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}
