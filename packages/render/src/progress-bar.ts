import type { FilmClock } from "./film-clock.ts";
import { endless, fraction } from "./film-clock.ts";
import { pixels } from "./svg-shape.ts";

/** Where a bar lies, in px. */
export interface BarPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

const height = 4;
/** More notches than these would be a smear. */
const mostNotches = 60;

/**
 * A bar that fills while the film runs, with a notch where an episode begins.
 *
 * @param episodes - the episode of each frame
 */
export function progressBar(episodes: readonly (number | undefined)[], { x, y, width }: BarPlace, clock: FilmClock): string {
  const bar = (tone: string, inside: string): string =>
    `<rect class="${tone}" x="${pixels(x)}" y="${pixels(y)}" width="${pixels(width)}" height="${height}" rx="2">${inside}</rect>`;
  const times = `0;${fraction(clock.begins(clock.frameCount))};1`;
  const fill = `<animate attributeName="width" values="0;${pixels(width)};${pixels(width)}" keyTimes="${times}"${endless(clock)}/>`;
  const begins = [...episodes.keys()].filter((frame) => frame > 0 && episodes[frame] !== episodes[frame - 1]);
  const notch = (frame: number): string => {
    const at = x + (width * frame) / episodes.length;
    return `<rect class="paper" x="${pixels(at - 1)}" y="${pixels(y)}" width="2" height="${height}"/>`;
  };
  return [bar("ground", ""), bar("agent", fill), ...(begins.length > mostNotches ? [] : begins.map(notch))].join("\n");
}
