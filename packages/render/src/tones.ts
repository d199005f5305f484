import type { Tone } from "@worldwise/protocol";

/** Which colors a picture has: those the viewer prefers, or always the same ones. */
export type Theme = "auto" | "light" | "dark";

/** A color for the paper, and one for each tone. */
export type Palette = Readonly<Record<Tone | "paper", string>>;

/** Colors on light paper. Told apart with the common color blindnesses too: by lightness as well as by hue. */
export const lightPalette: Palette = {
  paper: "#fcfcfa", ground: "#dde3dc", body: "#3b4854", joint: "#e3a62b", agent: "#2368d1", goal: "#36a269", danger: "#d9534a",
  accent: "#8c5bc7", faint: "#bcc5c9", text: "#25303a",
};

/** Colors on dark paper. */
export const darkPalette: Palette = {
  paper: "#14191e", ground: "#29333a", body: "#b4c1cc", joint: "#f2c15c", agent: "#6aa9ff", goal: "#4cc98a", danger: "#f0776d",
  accent: "#b894ee", faint: "#4a5761", text: "#e6ebef",
};

/** All tones, in the order of their numbers. */
export const tones: readonly Tone[] = ["ground", "body", "joint", "agent", "goal", "danger", "accent", "faint", "text"];
