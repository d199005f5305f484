import type { FilmClock } from "./film-clock.ts";
import { changesOf, jumps } from "./film-clock.ts";
import type { SvgShape } from "./svg-shape.ts";
import { svgElement } from "./svg-shape.ts";

/** One element of a film: the same mark in many frames. */
interface Track {
  /** Of the mark in its scene: later marks lie on earlier ones. */
  readonly index: number;
  readonly shape: SvgShape;
  /** `[frames]` Where it is; undefined while it is not there. */
  readonly places: (SvgShape["places"] | undefined)[];
}

/**
 * The elements of a film: what never changes is written once, what moves once with its places, and what comes and goes is hidden meanwhile.
 *
 * Marks of two frames are the same one when they have the same number in their scenes and differ in their places alone.
 *
 * @param frames - shapes of each frame
 */
export function filmTracks(frames: readonly (readonly SvgShape[])[], clock: FilmClock): string {
  const tracks = new Map<string, Track>();
  frames.forEach((shapes, frame) => {
    shapes.forEach((shape, index) => {
      const key = keyOf(shape, index);
      const track = tracks.get(key) ?? { index, shape, places: new Array<undefined>(frames.length).fill(undefined) };
      track.places[frame] = shape.places;
      tracks.set(key, track);
    });
  });
  const inOrder = [...tracks.values()].sort((a, b) => a.index - b.index);
  return inOrder.map((track) => trackElement(track, clock)).join("\n");
}

const keyOf = ({ element, tone, fixed, places, content }: SvgShape, index: number): string =>
  JSON.stringify([index, element, tone, fixed, content, places["points"]?.split(" ").length ?? 0]);

function trackElement({ shape, places }: Track, clock: FilmClock): string {
  const moves = Object.keys(shape.places).map((name) => jumps(name, changesOf(places.map((place) => place?.[name])), clock));
  const seen = changesOf(places.map((place) => (place ? "visible" : "hidden")));
  const firstSeen = seen[0]!.value === "hidden" ? " visibility=\"hidden\"" : "";
  return svgElement(shape, firstSeen, [...moves, jumps("visibility", seen, clock)].join(""));
}
