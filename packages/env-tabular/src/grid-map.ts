import type { GridLayout } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";

/** A step in rows and columns. */
export type Move = readonly [rows: number, columns: number];

/** The four moves in the order that our own grids use. */
export const upRightDownLeft: readonly Move[] = [[-1, 0], [0, 1], [1, 0], [0, -1]];

/**
 * A map drawn in letters, cells row by row from the top left.
 *
 * `#` is a wall: it has no state. `%` is closed: it has a state, but no move enters it. Every other letter is open floor.
 */
export interface GridMap {
  readonly rows: number;
  readonly columns: number;
  readonly stateCount: number;
  /** `[rows · columns]` The state of each cell, −1 for a wall. */
  readonly stateOfCell: Int32Array;
  /** `[N]` */
  readonly cellOfState: Int32Array;
  /** The letter of the cell of a state. */
  letter(state: number): string;
  /** The states of all cells with this letter. */
  statesOf(letter: string): number[];
  /** Where a move leads: the neighbor, or the same state at an edge, a wall or a closed cell. */
  neighbor(state: number, move: Move): number;
}

/** Reads a map. Throws `bad-map` unless its rows have the same length and at least one cell is no wall. */
export function gridMap(map: readonly string[]): GridMap {
  const [rows, columns] = [map.length, map[0]?.length ?? 0];
  checkRows(map, columns);
  const letters = map.join("");
  const cellOfState = Int32Array.from(Array.from(letters).flatMap((letter, cell) => (letter === "#" ? [] : [cell])));
  const stateOfCell = new Int32Array(letters.length).fill(-1);
  cellOfState.forEach((cell, state) => (stateOfCell[cell] = state));
  const letter = (state: number): string => letters.charAt(cellOfState[state]!);
  const neighbor = (state: number, [down, right]: Move): number => {
    const cell = cellOfState[state]!;
    const [row, column] = [Math.floor(cell / columns) + down, (cell % columns) + right];
    if (row < 0 || row >= rows || column < 0 || column >= columns) return state;
    const next = stateOfCell[row * columns + column]!;
    return next < 0 || letter(next) === "%" ? state : next;
  };
  const states = Array.from(cellOfState, (_, state) => state);
  return {
    rows, columns, stateCount: states.length, stateOfCell, cellOfState, letter, neighbor,
    statesOf: (wanted) => states.filter((state) => letter(state) === wanted),
  };
}

/** How pictures show a map: letters of `shown` become marks, and so do closed cells. */
export function layoutOf(map: GridMap, moves: readonly Move[], shown = "SGHC"): GridLayout {
  const letters = Array.from(map.cellOfState, (cell, state) => [cell, map.letter(state)] as const);
  const marked = letters.filter(([, letter]) => letter === "%" || shown.includes(letter));
  const { rows, columns, stateOfCell } = map;
  return { rows, columns, stateOfCell, marks: Object.fromEntries(marked), moves };
}

/** The same probability for each of some states. Throws `bad-map` when there are none. */
export function uniformOver(states: readonly number[], stateCount: number): readonly number[] {
  if (states.length === 0) throw bad("at least one start cell (S)", "none");
  const distribution = new Array<number>(stateCount).fill(0);
  for (const state of states) distribution[state] = 1 / states.length;
  return distribution;
}

/** Every cell becomes factor × factor cells; S and G stay one cell each, the top left one of their block. */
export function refine(map: readonly string[], factor: number): readonly string[] {
  const stretch = (row: string): string => Array.from(row, (letter) => letter + floorFor(letter).repeat(factor - 1)).join("");
  return map.flatMap((row) => [stretch(row), ...new Array<string>(factor - 1).fill(stretch(Array.from(row, floorFor).join("")))]);
}

const floorFor = (letter: string): string => (letter === "S" || letter === "G" ? "." : letter);

function checkRows(map: readonly string[], columns: number): void {
  const uneven = map.findIndex((row) => row.length !== columns);
  if (uneven >= 0) throw bad(`${columns} letters in every row`, `${map[uneven]!.length} in row ${uneven}`);
  if (!map.some((row) => /[^#]/.test(row))) throw bad("at least one cell that is no wall", JSON.stringify(map));
}

const bad = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-map", { expected, got, todo: "correct the map" });
