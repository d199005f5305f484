import type { Cell, CellResult } from "@worldwise/experiment";

/** What a child is sent for a cell: everything that it needs to know. */
export type CellTask = Pick<Cell, "id" | "spec">;

/** What comes back for a cell: its result and the time it took, or the text of an error: its class would not survive the pipe. */
export type CellReply = { readonly result: CellResult; readonly milliseconds: number } | { readonly error: string };
