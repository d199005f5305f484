import type { Scene } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { checkFrame, drawableMarks } from "./check-scene.ts";
import type { DotCanvas } from "./dot-canvas.ts";
import { dotCanvas } from "./dot-canvas.ts";
import type { TerminalCell } from "./dot-cell.ts";
import { cellHeight, cellWidth, coloredCell, letterCell, plainCell } from "./dot-cell.ts";
import { terminalColors } from "./inks.ts";
import { paintMark } from "./paint-mark.ts";
import type { PicturePlane } from "./picture-plane.ts";
import { picturePlane } from "./picture-plane.ts";
import { lettersOf } from "./terminal-letters.ts";

/** How a scene is drawn in text. */
export interface TerminalOptions {
  /** Characters that there is room for, at least 1 each; by default 80 and 24. */
  readonly columns?: number;
  readonly rows?: number;
  /** `braille`, the default: eight dots in each character. `ascii`: a letter for each tone, for terminals without Unicode. */
  readonly characters?: "braille" | "ascii";
  /** Whether tones become the sixteen colors of the terminal (ANSI escapes); by default not, and areas get textures. Not with `ascii`. */
  readonly color?: boolean;
}

/**
 * A scene as lines of text, as large as there is room for, without spaces at their ends.
 *
 * With `braille` a character is 2 × 4 dots, which are about as far apart in both directions: circles look round. A dot takes the tone of
 * the last mark that covers its center; lines are at least a dot wide. The colors are the terminal's own, so that they fit its
 * paper; the ground is a thin texture in any case. Words are written in letters of one cell; control characters and others become question marks. A mark with a number that is not
 * finite is left out.
 *
 * Throws `bad-scene` on edges that are not finite or cross, `bad-options` on a room that is none.
 *
 * @example
 * ```ts
 * import { toTerminal } from "@worldwise/render";
 *
 * const slope = { kind: "line", points: [[0, 0], [8, 8]], tone: "body" } as const;
 * console.log(toTerminal({ left: 0, right: 8, bottom: 0, top: 8, marks: [slope] }, { columns: 4, rows: 2 })[0]?.trim()); // ⡠⠊
 * ```
 */
export function toTerminal(scene: Scene, options: TerminalOptions = {}): readonly string[] {
  const { columns = 80, rows = 24, characters = "braille", color = false } = options;
  checkFrame(scene);
  checkRoom({ columns, rows });
  const plane = planeIn(scene, columns, rows);
  const canvas = dotCanvas(cellWidth * Math.ceil(plane.width / cellWidth - slack), cellHeight * Math.ceil(plane.height / cellHeight - slack));
  const marks = drawableMarks(scene);
  for (const mark of marks) paintMark(mark, plane, canvas);
  const cells = cellsOf(canvas, characters === "ascii" ? letterCell : color ? coloredCell : plainCell);
  for (const mark of marks) {
    for (const { column, row, letter } of lettersOf(mark, plane)) {
      const under = cells[row]?.[column];
      if (under) cells[row]![column] = { ...under, character: letter, ...(color && { foreground: terminalColors[mark.tone] }) };
    }
  }
  const escapes = color && characters === "braille";
  return cells.map((line) => (escapes ? coloredLine(line) : line.map(({ character }) => character).join("").trimEnd()));
}

/** Rounding may leave a size a hair above a whole number of characters. */
const slack = 1e-9;

function planeIn(scene: Scene, columns: number, rows: number): PicturePlane {
  const scale = Math.min((cellWidth * columns) / (scene.right - scene.left), (cellHeight * rows) / (scene.top - scene.bottom));
  return picturePlane(scene, scale);
}

type CellPainter = (canvas: DotCanvas, column: number, row: number) => TerminalCell;

const cellsOf = (canvas: DotCanvas, paint: CellPainter): TerminalCell[][] =>
  Array.from({ length: canvas.height / cellHeight }, (_, row) =>
    Array.from({ length: canvas.width / cellWidth }, (__, column) => paint(canvas, column, row)));

/** Colors are written where they change, and given back at the end. */
function coloredLine(cells: readonly TerminalCell[]): string {
  const isBare = ({ character, background }: TerminalCell): boolean => character === " " && background === undefined;
  let [line, end] = ["", cells.length];
  while (end > 0 && isBare(cells[end - 1]!)) end--;
  let before: TerminalCell = { character: "" };
  for (const cell of cells.slice(0, end)) {
    line += `${escapeTo(before, cell)}${cell.character}`;
    before = cell;
  }
  return before.foreground === undefined && before.background === undefined ? line : `${line}\u001b[0m`;
}

function escapeTo(before: TerminalCell, { foreground, background }: TerminalCell): string {
  if (before.foreground === foreground && before.background === background) return "";
  return `\u001b[${["0", foreground, background].filter((code) => code !== undefined).join(";")}m`;
}

function checkRoom(room: Readonly<Record<"columns" | "rows", number>>): void {
  for (const [name, count] of Object.entries(room)) {
    if (Number.isInteger(count) && count >= 1) continue;
    throw new WorldwiseError("bad-options", {
      expected: `${name}: a whole number of at least 1`, got: String(count), todo: "give the characters that there is room for",
    });
  }
}
