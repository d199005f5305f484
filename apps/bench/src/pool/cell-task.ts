import type { AttemptRows, Cell, CellResult } from "@worldwise/experiment";

/** What a child is sent for a cell: everything that it needs to know. */
export type CellTask = Pick<Cell, "id" | "spec">;

/** Sent to a child while it works: it saves a checkpoint, where that is quick, and answers. */
export const STOP = "stop";

/** What a child is told when it starts. */
export interface WorkerOptions {
  /** Process id of whoever started it. */
  readonly parent: number;
  /** Folders whose dependencies may run; the first is the harness itself. */
  readonly roots: readonly string[];
  /** Folder for checkpoints; without it none are taken. */
  readonly checkpoints?: string;
  /** Seconds between two checkpoints, whatever they cost; by default every 5 s, and less often where they cost more than 2 % of the time. */
  readonly checkpointEvery?: number;
  /** Megabytes of memory that the process may hold. */
  readonly maxMemory?: number;
}

/** What is told of a cell beside its result or its error. */
export interface CellFacts {
  /** Real steps after which the cell went on from a checkpoint; absent when it began anew. */
  readonly resumedAt?: number;
  /** Of the milliseconds, those that earlier attempts took. */
  readonly millisecondsBefore?: number;
  /** What a person should know, such as a damaged checkpoint that was set aside. */
  readonly warnings?: readonly string[];
  /** What a cell that threw had recorded before, where there was anything. */
  readonly rows?: AttemptRows;
}

/**
 * What comes back for a cell: its result and the time it took, over all attempts, or the text of an error: its class would not survive
 * the pipe. `stopped`: the error is only that it was told to stop.
 */
export type CellReply = CellFacts & (
  | { readonly result: CellResult; readonly milliseconds: number }
  | { readonly error: string; readonly stopped?: true }
);
