import type { Tone } from "@worldwise/protocol";
import { tones } from "./tones.ts";

// An ink says the tone, and whether it fills an area: 1, 2 for the first tone, 3, 4 for the second, and so on.

/** The ink of thin strokes. */
export const lineInk = (tone: Tone): number => 1 + 2 * tones.indexOf(tone);
/** The ink of areas. */
export const areaInk = (tone: Tone): number => 2 + 2 * tones.indexOf(tone);
/** Of an ink above 0. */
export const toneOfInk = (ink: number): Tone => tones[(ink - 1) >> 1]!;

/** Which dots of an area are shown where there is no color, so that areas differ: all of them, or a texture. */
const textures: Readonly<Record<Tone, (x: number, y: number) => boolean>> = {
  ground: (x, y) => y % 4 === 1 && x % 4 === (y % 8 === 1 ? 0 : 2),
  faint: (x, y) => y % 2 === 1 && x % 2 === 0,
  goal: (_x, y) => y % 2 === 0,
  danger: (x, y) => (x + y) % 3 === 0,
  accent: (x, y) => (x + y) % 2 === 0,
  body: () => true, joint: () => true, agent: () => true, text: () => true,
};

/** Whether a dot with this ink is shown where there is no color. Thin strokes are, but for those of the ground. */
export function showsWithoutColor(ink: number, x: number, y: number): boolean {
  const [tone, isThin] = [toneOfInk(ink), ink % 2 === 1];
  return (isThin && tone !== "ground") || textures[tone](x, y);
}

/** Tones that may be the paper of others. The color in which a terminal writes cannot, and what lies behind everything is left thin. */
export const coveringTones: ReadonlySet<Tone> = new Set<Tone>(["joint", "agent", "goal", "danger", "accent"]);

/** Foreground of a tone among the sixteen colors of a terminal, which are chosen for its paper; backgrounds are ten higher. */
export const terminalColors: Readonly<Record<Tone, number>> = {
  ground: 90, body: 39, joint: 93, agent: 94, goal: 92, danger: 91, accent: 95, faint: 90, text: 39,
};

/** The letter of a tone where there are no dots. */
export const toneLetters: Readonly<Record<Tone, string>> = {
  ground: ".", body: "#", joint: "o", agent: "@", goal: "G", danger: "x", accent: "*", faint: ":", text: "T",
};
