import type { Cell } from "@worldwise/experiment";
import { lineOf } from "./line-of-cell.ts";

/** Estimates how long the cells that are left will take. */
export interface TimeLeft {
  finish(cell: Cell, milliseconds: number): void;
  /** A cell that failed: no more time goes into it. */
  drop(cell: Cell): void;
  /** Undefined while no cell has finished. @param elapsed - milliseconds since the run began */
  seconds(elapsed: number): number | undefined;
}

interface Line { left: number; finished: number; milliseconds: number }

/**
 * A cell is expected to take as long as the finished ones that differ in their seeds alone, or else as long as the average one.
 *
 *   left = Σ_cells expected / (Σ_finished milliseconds / elapsed)
 *
 * The divisor is how many cells were under way at once, on average.
 */
export function timeLeft(missing: readonly Cell[]): TimeLeft {
  const lines = new Map<string, Line>();
  const all: Line = { left: 0, finished: 0, milliseconds: 0 };
  const lineOfCell = (cell: Cell): Line => {
    const key = lineOf(cell);
    const line = lines.get(key) ?? { left: 0, finished: 0, milliseconds: 0 };
    lines.set(key, line);
    return line;
  };
  for (const cell of missing) lineOfCell(cell).left++;
  return {
    drop(cell) { lineOfCell(cell).left--; },
    finish(cell, milliseconds) {
      const line = lineOfCell(cell);
      line.left--;
      for (const sums of [line, all]) {
        sums.finished++;
        sums.milliseconds += milliseconds;
      }
    },
    seconds(elapsed) {
      if (all.milliseconds <= 0) return undefined;
      const mean = (line: Line): number => (line.finished > 0 ? line : all).milliseconds / (line.finished > 0 ? line : all).finished;
      const work = [...lines.values()].reduce((total, line) => total + line.left * mean(line), 0);
      return work / (all.milliseconds / elapsed) / 1000;
    },
  };
}
