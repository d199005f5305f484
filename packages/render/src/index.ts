/**
 * Small drawing descriptions to SVG and to the terminal.
 *
 * @packageDocumentation
 */

// One picture
export { toSvg } from "./to-svg.ts";
export type { SvgOptions } from "./svg-document.ts";
export { toTerminal } from "./to-terminal.ts";
export type { TerminalOptions } from "./to-terminal.ts";

// A film
export { animatedSvg } from "./animated-svg.ts";
export type { FilmFrame, FilmOptions } from "./animated-svg.ts";

// Scenes of finite worlds
export { gridScene } from "./grid-scene.ts";
export { rowScene } from "./row-scene.ts";
export type { StateRow } from "./row-scene.ts";

// Points of marks
export { arc, graph, placed, rectangle } from "./shapes.ts";

// Colors
export { darkPalette, lightPalette } from "./tones.ts";
export type { Palette, Theme } from "./tones.ts";
