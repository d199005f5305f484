import { WorldwiseError } from "@worldwise/protocol";
import { escapeXml } from "./escape-xml.ts";
import { pixels } from "./svg-shape.ts";
import type { Palette, Theme } from "./tones.ts";
import { darkPalette, lightPalette } from "./tones.ts";

/** How a picture looks. */
export interface SvgOptions {
  /** What is read out to those who do not see it, and shown as a tooltip. By default `A world`. */
  readonly title?: string;
  /** Longer side of the world in px, above 0; by default 480. Vector graphics: it is only the customary size. */
  readonly longerSide?: number;
  /** `auto`, the default: light or dark, as the viewer prefers. */
  readonly theme?: Theme;
}

/** A whole SVG file. */
export interface SvgDocument extends Required<Pick<SvgOptions, "title" | "theme">> {
  /** In px. */
  readonly width: number;
  readonly height: number;
  /** More to be read out; none when empty. */
  readonly description: string;
  /** Elements, written out. */
  readonly body: string;
}

/** Room round the world, in px. */
export const margin = 12;

/** Throws `bad-options` unless the longer side is a size. */
export function checkLongerSide(longerSide: number): number {
  if (Number.isFinite(longerSide) && longerSide > 0) return longerSide;
  throw new WorldwiseError("bad-options", { expected: "a longerSide above 0", got: String(longerSide), todo: "give it in px" });
}

/** Writes a file. It needs nothing else: no script, no font, no other file. */
export function svgDocument({ width, height, title, description, theme, body }: SvgDocument): string {
  const size = `viewBox="0 0 ${pixels(width)} ${pixels(height)}" width="${pixels(width)}" height="${pixels(height)}"`;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img" class="worldwise">`,
    `<title>${escapeXml(title)}</title>`, ...(description === "" ? [] : [`<desc>${escapeXml(description)}</desc>`]),
    `<style>${styleSheet(theme)}</style>`,
    `<rect class="paper" width="100%" height="100%" rx="8" fill="currentColor"/>`,
    `<g fill="currentColor" stroke-linecap="round" stroke-linejoin="round" font-family="system-ui,sans-serif">`,
    body, "</g>", "</svg>", "",
  ].join("\n");
}

/** Colors as classes, under the class of the picture: many pictures in one page do not disturb each other. */
function styleSheet(theme: Theme): string {
  const first = rulesOf(theme === "dark" ? darkPalette : lightPalette);
  return theme === "auto" ? `${first}@media(prefers-color-scheme:dark){${rulesOf(darkPalette)}}` : first;
}

const rulesOf = (palette: Palette): string =>
  Object.entries(palette).map(([name, color]) => `.worldwise .${name}{color:${color}}`).join("");
