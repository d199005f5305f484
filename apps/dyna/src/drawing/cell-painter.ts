/** What is shown of one cell. */
export interface Cell {
  readonly wall: boolean;
  /** The agent, or a mark of the map. One character. */
  readonly marker: string;
  /** Where the greedy action points, in rows and columns. */
  readonly move: readonly [rows: number, columns: number] | undefined;
  /** Of the range of values, in [0, 1]. */
  readonly share: number | undefined;
}

/** Draws one cell, three characters wide. */
export type CellPainter = (cell: Cell) => string;

/** Marker, arrow, and the value as a digit from 0, the lowest, to 9. */
export const asciiCell: CellPainter = ({ wall, marker, move, share }) =>
  (wall ? "###" : `${marker}${arrow(move, asciiArrows)}${share === undefined ? " " : Math.min(9, Math.floor(share * 10))}`);

/** Marker and arrow on the color of the value, in 24 bits: from dark blue, the lowest, to yellow. */
export const colorCell: CellPainter = ({ wall, marker, move, share }) => {
  const background = wall ? wallColor : share === undefined ? emptyColor : colorOf(share);
  const [red, green, blue] = background;
  const isBright = 0.3 * red + 0.6 * green + 0.1 * blue > 120;
  const text = wall ? "   " : `${marker}${arrow(move, arrows)} `;
  return `\u001b[48;2;${red};${green};${blue}m\u001b[38;2;${isBright ? "0;0;0" : "255;255;255"}m${text}\u001b[0m`;
};

/** By direction: rows −1, 0, 1; in each, columns −1, 0, 1. */
const arrows = "↖↑↗← →↙↓↘";
const asciiArrows = "\\^/< >/v\\";

function arrow(move: Cell["move"], drawn: string): string {
  return move ? drawn[3 * (Math.sign(move[0]) + 1) + Math.sign(move[1]) + 1]! : " ";
}

type Color = readonly [red: number, green: number, blue: number];

const wallColor: Color = [96, 96, 96];
const emptyColor: Color = [24, 24, 28];
const scale: readonly Color[] = [[22, 26, 70], [32, 86, 140], [36, 150, 140], [146, 200, 90], [250, 228, 82]];

function colorOf(share: number): Color {
  const place = share * (scale.length - 1);
  const index = Math.min(scale.length - 2, Math.floor(place));
  const [from, to] = [scale[index]!, scale[index + 1]!];
  const mixed = (channel: 0 | 1 | 2): number => Math.round(from[channel] + (place - index) * (to[channel] - from[channel]));
  return [mixed(0), mixed(1), mixed(2)];
}
