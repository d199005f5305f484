import type { Scene } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import type { Frame } from "./check-scene.ts";
import { checkFrame, drawableMarks } from "./check-scene.ts";
import { cutOut } from "./cut-out.ts";
import type { FilmClock } from "./film-clock.ts";
import { filmClock, fraction } from "./film-clock.ts";
import { filmStrip, lineHeight } from "./film-strip.ts";
import { filmTracks } from "./film-tracks.ts";
import { progressBar } from "./progress-bar.ts";
import type { SvgOptions } from "./svg-document.ts";
import { checkLongerSide, margin, svgDocument } from "./svg-document.ts";
import { svgShape } from "./svg-shape.ts";
import { thinned } from "./thinned.ts";
import { leftOut, planeOf } from "./to-svg.ts";

/** One frame of a film. */
export interface FilmFrame {
  readonly scene: Scene;
  /** Counted from 1. Where it changes, the progress bar has a notch. */
  readonly episode?: number;
  /** Sum of rewards up to here, undiscounted. */
  readonly return?: number;
  /** Anything else to be said. */
  readonly caption?: string;
}

/** How a film looks. */
export interface FilmOptions extends SvgOptions {
  /** Above 0; by default 0.05. */
  readonly secondsPerFrame?: number;
  /** Frames that a file holds at most, at least 2; by default 400. Of more, as many are shown, evenly spread, in the same time. */
  readonly mostFrames?: number;
}

/**
 * A film as one SVG file: it plays wherever pictures are shown, without scripts, and begins again when it is over.
 *
 * Below the world stand episode and caption on the left, the return on the right, and a progress bar. What does not move is
 * written once; a moving mark costs its places. A frame is shown for `secondsPerFrame`, the last one a second longer. When there
 * are more frames than `mostFrames`, evenly spread ones are shown, for as much longer; the description in the file says so.
 * A program that cannot play it shows the first frame. Marks with numbers that are not finite are left out, as in {@link toSvg}.
 *
 * Throws `bad-scene` without frames, on edges that are not finite or cross, and when the frames do not show the same part of the plane;
 * `bad-options` on numbers out of range.
 */
export function animatedSvg(frames: readonly FilmFrame[], options: FilmOptions = {}): string {
  const { title = "A film of a world", longerSide = 480, theme = "auto", secondsPerFrame = 0.05, mostFrames = 400 } = options;
  checkLongerSide(longerSide);
  checkFilm(secondsPerFrame, mostFrames);
  const [first] = frames;
  if (!first) throw badFilm("at least one frame", "none");
  for (const { scene } of frames) checkSameFrame(first.scene, scene);
  const shown = thinned(frames, mostFrames);
  const clock = filmClock(shown.length, (secondsPerFrame * frames.length) / shown.length);
  const plane = planeOf(first.scene, longerSide);
  const marks = shown.map(({ scene }) => drawableMarks(scene));
  const shapes = marks.map((frame) => frame.map((mark) => svgShape(mark, plane, decimals)));
  const missing = shown.reduce((count, { scene }, index) => count + scene.marks.length - marks[index]!.length, 0);
  const [width, below] = [Math.max(plane.width, narrowest), plane.height + margin + 6];
  return svgDocument({
    width: width + 2 * margin, height: below + lineHeight + 14, title, theme,
    description: [describe(shown.length, frames.length, clock), leftOut(missing)].filter((line) => line !== "").join(" "),
    body: [cutOut({ x: margin, y: margin, width: plane.width, height: plane.height }, filmTracks(shapes, clock)), ...legend(shown, { width, below }, clock)].join("\n"),
  });
}

/** Of places in px: a tenth is not seen to jump, and a film has many places. */
const decimals = 1;
/** Room for the captions of narrow worlds, in px. */
const narrowest = 240;

/** Captions and the progress bar. */
function legend(
  frames: readonly FilmFrame[], { width, below }: { readonly width: number; readonly below: number }, clock: FilmClock,
): readonly string[] {
  const left = { x: margin, y: below, width: width * 0.7, align: "start" } as const;
  const right = { x: margin + width * 0.7, y: below, width: width * 0.3, align: "end" } as const;
  return [
    filmStrip(frames.map(captionOf), left, clock),
    filmStrip(frames.map((frame) => (frame.return === undefined ? "" : `return ${short(frame.return)}`)), right, clock),
    progressBar(frames.map(({ episode }) => episode), { x: margin, y: below + lineHeight + 1, width }, clock),
  ].filter((element) => element !== "");
}

const captionOf = ({ episode, caption = "" }: FilmFrame): string =>
  [episode === undefined ? "" : `episode ${episode}`, caption].filter((part) => part !== "").join(" · ");

/** Four significant digits, and a minus as wide as a digit. */
const short = (value: number): string => String(Number(value.toPrecision(4))).replace("-", "−");

function describe(shown: number, recorded: number, { seconds }: FilmClock): string {
  const length = `${fraction(Math.round(seconds * 10) / 10)} seconds`;
  return shown === recorded ? `A film of ${shown} frames, ${length}.`
    : `A film of ${shown} frames, ${length}: ${shown} of ${recorded} recorded frames are shown, evenly spread.`;
}

function checkSameFrame(first: Frame, frame: Frame): void {
  checkFrame(frame);
  const edges = ["left", "right", "bottom", "top"] as const;
  const other = edges.find((edge) => frame[edge] !== first[edge]);
  if (other !== undefined) throw badFilm(`the same ${other} edge in all frames: ${first[other]}`, String(frame[other]));
}

function checkFilm(secondsPerFrame: number, mostFrames: number): void {
  if (!(Number.isFinite(secondsPerFrame) && secondsPerFrame > 0)) throw badOption("secondsPerFrame above 0", secondsPerFrame);
  if (!(Number.isInteger(mostFrames) && mostFrames >= 2)) throw badOption("mostFrames: a whole number of at least 2", mostFrames);
}

const badOption = (expected: string, got: number): WorldwiseError =>
  new WorldwiseError("bad-options", { expected, got: String(got), todo: "change the option, or leave it out" });
const badFilm = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-scene", { expected, got, todo: "give the scenes of one world, one for each frame" });
