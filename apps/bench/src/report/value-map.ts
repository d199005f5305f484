import { scale } from "@observablehq/plot";
import type { CellResult } from "@worldwise/experiment";

/** What a finished cell says of a grid world at its end. */
export type GridResult = Required<Pick<CellResult, "grid" | "tables">>;

/** One cell of the grid, row by row from the top left. */
export interface MapCell {
  readonly row: number;
  readonly column: number;
  /** Ends are marked cells other than starts: what happens there is settled, so that no action is chosen. */
  readonly kind: "wall" | "end" | "floor";
  /** V of its state; undefined for walls. */
  readonly value?: number;
  /** S start, G goal, H hole, C cliff, or what the world says. */
  readonly mark?: string;
  /** Where the greedy action points, of length 1; undefined where it points nowhere. */
  readonly arrow?: readonly [rows: number, columns: number];
}

/** What each cell of a grid shows. */
export function mapCells({ grid, tables }: GridResult): readonly MapCell[] {
  return grid.stateOfCell.map((state, index) => {
    const [row, column] = [Math.floor(index / grid.columns), index % grid.columns];
    const value = tables.value[state];
    if (state < 0 || value === undefined) return { row, column, kind: "wall" };
    const mark = grid.marks[index];
    if (mark !== undefined && mark !== "S") return { row, column, kind: "end", value, mark };
    const arrow = unit(grid.moves[tables.greedyAction[state] ?? -1]);
    return { row, column, kind: "floor", value, ...(mark !== undefined && { mark }), ...(arrow && { arrow }) };
  });
}

function unit(move: MapCell["arrow"]): MapCell["arrow"] {
  if (!move) return undefined;
  const length = Math.hypot(...move);
  return length > 0 ? [move[0] / length, move[1] / length] : undefined;
}

/** Values to colors, from pale at the lowest to deep at the highest. */
export interface ValueColors {
  readonly low: number;
  readonly high: number;
  color(value: number): string;
  /** What is written on that color. */
  inkOn(value: number): string;
}

const stops = ["#fdf4d8", "#7cc8b3", "#14637a"];
/** Of the cells whose value is not drawn. */
export const plainColors = { wall: "#30343b", end: "#d3d7dc" } as const;
export const darkInk = "#15191e";

/** The scale of some maps together, so that equal colors are equal values. */
export function valueColors(values: readonly number[]): ValueColors {
  const finite = values.filter((value) => Number.isFinite(value));
  const low = finite.reduce((least, value) => Math.min(least, value), Infinity);
  const high = finite.reduce((most, value) => Math.max(most, value), -Infinity);
  const colors = scale({ color: { type: "linear", domain: [0, 0.5, 1], range: stops, clamp: true } });
  const share = (value: number): number => (high > low ? (value - low) / (high - low) : 0);
  return {
    low, high,
    color: (value) => (Number.isFinite(value) ? String(colors.apply(share(value))) : plainColors.end),
    inkOn: (value) => (share(value) > 0.78 ? "#ffffff" : darkInk),
  };
}
