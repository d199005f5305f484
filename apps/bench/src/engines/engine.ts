import type { Cell, CellResult } from "@worldwise/experiment";
import type { CellFacts } from "../pool/cell-task.ts";

/** What an engine tells of the cells it runs. Each cell ends exactly once, well or badly. */
export interface EngineEvents {
  succeed(cell: Cell, result: CellResult, milliseconds: number, facts?: CellFacts): void;
  /** `error`: what a person can read. The cell is recorded as a failure, and the next run tries it again. */
  fail(cell: Cell, error: string, facts?: CellFacts): void;
}

/**
 * Runs cells: in processes of this machine, or on many.
 *
 * A result is a function of the cell and the code alone, so it does not matter which engine, which machine or which attempt it comes
 * from. Whoever calls commits results to the run folder; the first writer wins.
 */
export interface Engine {
  /** Resolves when every cell has ended. Aborted, it starts no more cells, stops those that run, and resolves. */
  run(cells: readonly Cell[], events: EngineEvents, signal?: AbortSignal): Promise<void>;
}
