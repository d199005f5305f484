import type { Cell } from "@worldwise/experiment";

/** The labels of a cell but for its seed, in words: cells that differ in their seeds alone share them. */
export function labelsOf({ point }: Cell): string {
  return Object.entries(point).filter(([axis]) => axis !== "seed").map(([axis, label]) => `${axis} ${label}`).join(", ");
}

/** The same for cells of several studies. */
export const lineOf = (cell: Cell): string => `${cell.study}: ${labelsOf(cell)}`;
