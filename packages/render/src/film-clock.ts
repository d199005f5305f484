import { escapeXml } from "./escape-xml.ts";

/** When the frames of a film are shown. It begins again when it is over, for ever. */
export interface FilmClock {
  readonly frameCount: number;
  /** Of one round. */
  readonly seconds: number;
  /** When a frame begins, as a part of the round. */
  begins(frame: number): number;
}

/** Seconds that the last frame stays before the film begins again. */
const rest = 1;

/** A clock for frames of the same length and a rest at the end. */
export function filmClock(frameCount: number, secondsPerFrame: number): FilmClock {
  const seconds = frameCount * secondsPerFrame + rest;
  return { frameCount, seconds, begins: (frame) => (frame * secondsPerFrame) / seconds };
}

/** A value, and the frame from which on it holds. */
export interface Change {
  readonly frame: number;
  readonly value: string;
}

/** Where a value per frame changes. Frames without one keep the value before, the first ones that of the first which has one. */
export function changesOf(values: readonly (string | undefined)[]): readonly Change[] {
  const changes: { frame: number; value: string }[] = [];
  values.forEach((value, frame) => {
    if (value !== undefined && value !== changes.at(-1)?.value) changes.push({ frame: changes.length === 0 ? 0 : frame, value });
  });
  return changes;
}

/** Jumps of an attribute, as an element to put inside the one that has it. Nothing where nothing changes. */
export function jumps(attribute: string, changes: readonly Change[], clock: FilmClock): string {
  if (changes.length < 2) return "";
  return `<animate attributeName="${attribute}"${jumpAttributes(changes, clock)}/>`;
}

/** The attributes of jumps, for elements of other kinds. */
export function jumpAttributes(changes: readonly Change[], clock: FilmClock): string {
  const values = changes.map(({ value }) => escapeXml(value)).join(";");
  const times = changes.map(({ frame }) => fraction(clock.begins(frame))).join(";");
  return ` calcMode="discrete" values="${values}" keyTimes="${times}"${endless(clock)}`;
}

/** Seconds of a round, and that there is always another one. */
export const endless = ({ seconds }: FilmClock): string => ` dur="${fraction(seconds)}s" repeatCount="indefinite"`;

/** At most five decimals. */
export const fraction = (part: number): string => String(Math.round(part * 1e5) / 1e5);
