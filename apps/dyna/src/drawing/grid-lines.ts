import type { GridLayout } from "@worldwise/protocol";
import { formatNumber } from "../report/format-number.ts";
import type { AgentKnowledge } from "./agent-knowledge.ts";
import type { CellPainter } from "./cell-painter.ts";

/** A grid world with its walls and marks, what the agent knows, and where it is. */
export function gridLines(
  grid: GridLayout, { value, greedyAction }: AgentKnowledge, state: number, paint: CellPainter,
): readonly string[] {
  const { rows, columns, stateOfCell, marks, moves } = grid;
  const range = valueRange(stateOfCell, value);
  const draw = (cell: number): string => {
    const s = stateOfCell[cell]!;
    if (s < 0) return paint({ wall: true, marker: " ", move: undefined, share: undefined });
    return paint({
      wall: false, marker: s === state ? "@" : (marks[cell] ?? " ").slice(0, 1), move: moves[greedyAction[s]!],
      share: value && shareOf(value[s]!, range),
    });
  };
  const line = (row: number): string => Array.from({ length: columns }, (_, column) => draw(row * columns + column)).join("");
  const picture = Array.from({ length: rows }, (_, row) => line(row));
  return value ? [...picture, `value ${formatNumber(range.low)} … ${formatNumber(range.high)}`] : picture;
}

interface Range {
  readonly low: number;
  readonly high: number;
}

/** Of the states that have a cell. */
function valueRange(stateOfCell: Int32Array, value: ArrayLike<number> | undefined): Range {
  let [low, high] = [Infinity, -Infinity];
  for (const s of stateOfCell) {
    if (s < 0 || !value) continue;
    low = Math.min(low, value[s]!);
    high = Math.max(high, value[s]!);
  }
  return low <= high ? { low, high } : { low: 0, high: 0 };
}

/** 0 where all are the same, and for values that are no numbers. */
function shareOf(value: number, { low, high }: Range): number {
  const share = (value - low) / (high - low);
  return share >= 0 && share <= 1 ? share : 0;
}
