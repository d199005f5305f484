import type { SceneMark } from "@worldwise/protocol";
import type { PicturePlane } from "./picture-plane.ts";
import { cellHeight, cellWidth } from "./dot-cell.ts";

/** A letter of a word, and the character cell where it stands. */
export interface PlacedLetter {
  readonly column: number;
  readonly row: number;
  readonly letter: string;
}

/** Letters that are one cell wide and steer nothing: Latin, Greek, Cyrillic, punctuation, arrows, mathematics. */
const plain = /[\u0020-\u007E\u00A1-\u00AC\u00AE-\u02FF\u0370-\u0482\u048A-\u052F\u2010-\u2015\u2018-\u2027\u2030-\u205E\u2190-\u22FF]/;

/** Any text as letters that a terminal shows one beside the other; all others, control characters among them, become question marks. */
export const plainLetters = (text: string): readonly string[] => Array.from(text, (letter) => (plain.test(letter) ? letter : "?"));

/** The letters of a word, in the middle of its place. */
export function lettersOf(mark: SceneMark, plane: PicturePlane): readonly PlacedLetter[] {
  if (mark.kind !== "text") return [];
  const letters = plainLetters(mark.text);
  const row = Math.floor(plane.y(mark.at) / cellHeight);
  const first = Math.floor(plane.x(mark.at) / cellWidth - (letters.length - 1) / 2);
  return letters.map((letter, k) => ({ column: first + k, row, letter }));
}
