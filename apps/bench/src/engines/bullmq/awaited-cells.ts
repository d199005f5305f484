import type { Cell } from "@worldwise/experiment";
import type { CellReply } from "../../pool/cell-task.ts";
import type { EngineEvents } from "../engine.ts";
import { jobIdOf } from "./names.ts";

/** The cells that have not ended yet, by the names of their jobs. */
export interface AwaitedCells {
  count(): number;
  has(jobId: string): boolean;
  jobIds(): readonly string[];
  cells(jobIds: readonly string[]): readonly Cell[];
  /** Tells the end of a cell. Only the first counts: the same result may come twice, from two workers. */
  settle(jobId: string, reply: CellReply): void;
}

/** Each cell is told exactly once, however often its result comes. */
export function awaitedCells(cells: readonly Cell[], { succeed, fail }: EngineEvents): AwaitedCells {
  const awaited = new Map(cells.map((cell) => [jobIdOf(cell), cell]));
  return {
    count: () => awaited.size,
    has: (jobId) => awaited.has(jobId),
    jobIds: () => [...awaited.keys()],
    cells: (jobIds) => jobIds.flatMap((jobId) => awaited.get(jobId) ?? []),
    settle(jobId, reply) {
      const cell = awaited.get(jobId);
      if (!cell) return;
      awaited.delete(jobId);
      if ("result" in reply) succeed(cell, reply.result, reply.milliseconds);
      else fail(cell, reply.error);
    },
  };
}
