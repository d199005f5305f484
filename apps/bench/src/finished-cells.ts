import type { Cell, FinishedCell } from "@worldwise/experiment";
import type { RunFolder } from "@worldwise/experiment/node";

/** The finished ones among some cells, read one after another, so that the rows of only one lie in memory. */
export function* finishedCells(folder: RunFolder, cells: readonly Cell[]): Generator<FinishedCell> {
  for (const cell of cells) {
    const result = folder.read(cell);
    if (result) yield { cell, result };
  }
}
