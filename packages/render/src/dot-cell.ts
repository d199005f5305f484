import type { Tone } from "@worldwise/protocol";
import type { DotCanvas } from "./dot-canvas.ts";
import { coveringTones, showsWithoutColor, terminalColors, toneLetters, toneOfInk } from "./inks.ts";

/** Dots in a character, from left to right. */
export const cellWidth = 2;
/** Dots in a character, from top to bottom. */
export const cellHeight = 4;
const dotCount = cellWidth * cellHeight;

/** One character on a terminal, and how it is colored; no color for the terminal's own. */
export interface TerminalCell {
  readonly character: string;
  readonly foreground?: number;
  readonly background?: number;
}

/** Bit of a dot in a Braille pattern, by row and column. */
const brailleBits = [0x01, 0x08, 0x02, 0x10, 0x04, 0x20, 0x40, 0x80];

/** The eight dots of a character as bits, those of which something is true. */
function bitsWhere(canvas: DotCanvas, column: number, row: number, isShown: (ink: number, x: number, y: number) => boolean): number {
  let bits = 0;
  for (let k = 0; k < dotCount; k++) {
    const [x, y] = [column * cellWidth + (k % cellWidth), row * cellHeight + Math.floor(k / cellWidth)];
    const ink = canvas.ink[y * canvas.width + x]!;
    if (ink > 0 && isShown(ink, x, y)) bits |= brailleBits[k]!;
  }
  return bits;
}

const braille = (bits: number): string => (bits === 0 ? " " : bits === 0xff ? "█" : String.fromCodePoint(0x2800 + bits));

/** Dots alone: areas are told apart by their textures. */
export const plainCell = (canvas: DotCanvas, column: number, row: number): TerminalCell =>
  ({ character: braille(bitsWhere(canvas, column, row, showsWithoutColor)) });

/** Dots in the color of the tone that stands out, on the color of another one where that covers half of the rest. The ground is a texture. */
export function coloredCell(canvas: DotCanvas, column: number, row: number): TerminalCell {
  const counts = countTones(canvas, column, row);
  const [top] = rank(counts);
  if (top === undefined) return { character: " " };
  const bits = bitsWhere(canvas, column, row, (ink, x, y) => toneOfInk(ink) === top && (top !== "ground" || showsWithoutColor(ink, x, y)));
  const foreground = terminalColors[top];
  const under = rank(counts).find((tone) => tone !== top && coveringTones.has(tone) && 2 * counts.get(tone)! >= dotCount - counts.get(top)!);
  if (under === undefined) return { character: braille(bits), foreground };
  return { character: braille(bits), foreground, background: terminalColors[under] + 10 };
}

function countTones(canvas: DotCanvas, column: number, row: number): Map<Tone, number> {
  const counts = new Map<Tone, number>();
  bitsWhere(canvas, column, row, (ink) => {
    const tone = toneOfInk(ink);
    counts.set(tone, (counts.get(tone) ?? 0) + 1);
    return true;
  });
  return counts;
}

/** What stands out most comes first. */
const prominence: readonly Tone[] = ["text", "agent", "joint", "body", "goal", "danger", "accent", "faint", "ground"];
const rank = (counts: ReadonlyMap<Tone, number>): readonly Tone[] => prominence.filter((tone) => counts.has(tone));

/** A letter for the tone that stands out most. */
export function letterCell(canvas: DotCanvas, column: number, row: number): TerminalCell {
  const [top] = rank(countTones(canvas, column, row));
  return top === undefined ? { character: " " } : { character: toneLetters[top] };
}
