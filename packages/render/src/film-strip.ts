import { cutOut } from "./cut-out.ts";
import { escapeXml } from "./escape-xml.ts";
import type { FilmClock } from "./film-clock.ts";
import { changesOf, jumpAttributes } from "./film-clock.ts";
import { pixels } from "./svg-shape.ts";

/** Where a line of text that changes is shown. */
export interface StripPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly align: "start" | "end";
}

/** Height of a line, in px. */
export const lineHeight = 22;
const letterSize = 13;
const baseline = 15;

/**
 * A line of text that changes with the frames: all lines on one strip, which jumps behind a window.
 *
 * So a line costs its letters and a few numbers, however many there are.
 *
 * @param lines - one for each frame
 */
export function filmStrip(lines: readonly string[], { x, y, width, align }: StripPlace, clock: FilmClock): string {
  const changes = changesOf(lines);
  if (changes.every(({ value }) => value === "")) return "";
  const left = align === "start" ? 0 : width;
  const textAt = (value: string, row: number): string =>
    `<text x="${pixels(left)}" y="${pixels(row * lineHeight + baseline)}">${escapeXml(value)}</text>`;
  const texts = changes.map(({ value }, row) => (value === "" ? "" : textAt(value, row)));
  const rows = changes.map(({ frame }, row) => ({ frame, value: `0 ${-row * lineHeight}` }));
  const jump = rows.length < 2 ? "" : `<animateTransform attributeName="transform" type="translate"${jumpAttributes(rows, clock)}/>`;
  const group = `<g class="text" font-size="${letterSize}" text-anchor="${align}">${jump}${texts.join("")}</g>`;
  return cutOut({ x, y, width, height: lineHeight }, group);
}
