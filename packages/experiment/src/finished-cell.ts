import type { Cell, CellResult } from "./cell.ts";

/** A cell with what it left. */
export interface FinishedCell {
  readonly cell: Cell;
  readonly result: CellResult;
}
