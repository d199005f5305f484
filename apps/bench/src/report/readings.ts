import type { Html } from "./html.ts";
import { html } from "./html.ts";
import type { Theme } from "./theme.ts";

/** A place in a chart, in pixels, with what stands there. */
export interface Reading {
  readonly at: readonly [x: number, y: number];
  readonly says: string;
}

/** What can be read off one line. */
export interface ReadingLine {
  readonly label: string;
  readonly points: readonly Reading[];
}

/**
 * What a pointer or the arrow keys can read off a chart, in the page only, where a script finds it.
 *
 * It lies in attributes, escaped like all text: data never stands inside a script.
 */
export function readings({ isPage = false }: Theme, lines: readonly ReadingLine[]): Html {
  if (!isPage) return html``;
  return html`${lines.map(({ label, points }) => {
    const finite = points.filter(({ at }) => at.every((pixel) => Number.isFinite(pixel)));
    const plain = finite.map(({ at: [x, y], says }) => [round(x), round(y), says]);
    return html`<g data-line="${label}" data-points="${JSON.stringify(plain)}"></g>
`;
  })}`;
}

const round = (pixel: number): number => Math.round(pixel * 10) / 10;
