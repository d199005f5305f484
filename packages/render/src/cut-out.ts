import { pixels } from "./svg-shape.ts";

/** A window in a picture, in px. */
export interface Window {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Elements of which only what lies in a window is seen; their origin is its top left.
 *
 * The cut has an id, which says its size and nothing else: when many pictures stand in one page, cuts with the same id are the same
 * cut. (A picture inside the picture would cut too, but in some browsers it has a clock of its own.)
 */
export function cutOut({ x, y, width, height }: Window, body: string): string {
  const [wide, high] = [pixels(width), pixels(height)];
  const id = `worldwise-cut-${wide}-${high}`;
  return [
    `<clipPath id="${id}"><rect width="${wide}" height="${high}"/></clipPath>`,
    `<g transform="translate(${pixels(x)} ${pixels(y)})" clip-path="url(#${id})">`, body, "</g>",
  ].join("\n");
}
