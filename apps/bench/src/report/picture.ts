import type { Html } from "./html.ts";
import { html, render } from "./html.ts";
import type { Theme } from "./theme.ts";
import { inPage, onItsOwn } from "./theme.ts";

/** A chart that can be drawn into the page and into a file of its own. */
export interface Picture {
  /** Name of the file, without its ending. */
  readonly name: string;
  readonly title: string;
  /** What is drawn and how it was computed: the caption. */
  readonly caption: string;
  /** What it shows, in words, for those who do not see it. */
  readonly description: string;
  /** In pixels, as every length in it. */
  readonly width: number;
  readonly height: number;
  draw(theme: Theme): Html;
}

/** Size of the text in pictures. */
export const fontSize = 13;

const font = html`font-family="system-ui, sans-serif" font-size="${fontSize}"`;

/** The picture as a part of the page. */
export function inlineSvg(picture: Picture): Html {
  const { width, height, description } = picture;
  const box = html`viewBox="0 0 ${width} ${height}" width="${width}"`;
  return html`<svg role="img" aria-label="${description}" ${box} ${font} fill="currentColor">
${picture.draw(inPage)}</svg>`;
}

/** Around a picture in its own file. */
const margin = 14;

/** The picture as the text of an SVG file, on white. */
export function standaloneSvg(picture: Picture): string {
  const { width, height, title, description } = picture;
  const { ink, background = "none" } = onItsOwn;
  const [fullWidth, fullHeight] = [width + 2 * margin, height + 2 * margin];
  const box = html`viewBox="${-margin} ${-margin} ${fullWidth} ${fullHeight}" width="${fullWidth}" height="${fullHeight}"`;
  return render(html`<svg xmlns="http://www.w3.org/2000/svg" role="img" ${box} ${font} fill="${ink}">
<title>${title}</title>
<desc>${description}</desc>
<rect x="${-margin}" y="${-margin}" width="${fullWidth}" height="${fullHeight}" fill="${background}"/>
${picture.draw(onItsOwn)}</svg>
`);
}

/** The page's figure of a picture. */
export function figure(picture: Picture): Html {
  const { title, caption, width } = picture;
  return html`<figure style="max-width: ${width}px"><h3>${title}</h3>
${inlineSvg(picture)}<figcaption>${caption}</figcaption></figure>
`;
}

/** About how wide a text is, in pixels: enough to keep things apart. */
export function textWidth(text: string): number {
  return Array.from(text).reduce((width, letter) => width + fontSize * (letter.codePointAt(0)! > 0x2e7f ? 1 : 0.56), 0);
}

/** A text of at most so many characters, the rest an ellipsis. */
export function shorten(text: string, most = 40): string {
  const letters = Array.from(text);
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("").trimEnd()}…`;
}
