import type { Cell } from "@worldwise/experiment";
import type { RunFolder } from "@worldwise/experiment/node";
import type { EngineEvents } from "../engine.ts";

/** The cells that have not ended: each ends exactly once, whoever tells it, and however often. */
export interface CellLedger {
  /** Among some cells, those that have not ended. */
  open(cells: readonly Cell[]): readonly Cell[];
  openCount(): number;
  /** Tells of a result if it stands in the run folder. */
  succeed(id: string, milliseconds?: number): void;
  fail(id: string, error: string): void;
}

/** A ledger of cells, none of which has ended. */
export function cellLedger(cells: readonly Cell[], folder: RunFolder, events: EngineEvents): CellLedger {
  const left = new Map(cells.map((cell) => [cell.id, cell]));
  function end(id: string, tell: (cell: Cell) => void): void {
    const cell = left.get(id);
    if (!cell) return;
    left.delete(id);
    tell(cell);
  }
  function fail(id: string, error: string): void {
    end(id, (cell) => { events.fail(cell, error); });
  }
  return {
    fail,
    open: (some) => some.filter(({ id }) => left.has(id)),
    openCount: () => left.size,
    succeed(id, milliseconds = Number.NaN) {
      const cell = left.get(id);
      if (!cell) return;
      try {
        const result = folder.read(cell);
        if (result) end(id, () => { events.succeed(cell, result, milliseconds); });
      } catch (error) { // a damaged file
        fail(id, String(error));
      }
    },
  };
}
