/** Colors of a picture. */
export interface Theme {
  /** Text and axes. */
  readonly ink: string;
  /** Behind the picture; undefined leaves it open. */
  readonly background?: string;
  /** One color for each line, then from the start again. */
  readonly series: readonly string[];
  /** In the page, where charts can be read with a pointer or keys. */
  readonly isPage?: boolean;
}

/** Chosen to stay apart for color-blind readers, and to stand out from their page. */
export const seriesColors = {
  light: ["#0067a6", "#c24a00", "#00795b", "#a8447f", "#7a6200", "#5a4fb8", "#3d7f8f", "#555b63"],
  dark: ["#62b6ef", "#ff9352", "#37cf9f", "#ee9fce", "#e8cf4a", "#aba3ff", "#8bd3df", "#b9c0c8"],
} as const;

/** In a page whose style sheet knows light and dark. */
export const inPage: Theme = { isPage: true, ink: "currentColor", series: seriesColors.light.map((_, index) => `var(--series-${index})`) };

/** In a file of its own: light, on white. */
export const onItsOwn: Theme = { ink: "#1b1f24", background: "#ffffff", series: seriesColors.light };

/** The color and the dashes of a line by its place on the axis: whoever cannot tell the colors can tell the dashes. */
export function lineStyle(theme: Theme, place: number): { readonly color: string; readonly dashes: string } {
  const turn = Math.floor(place / theme.series.length);
  return { color: theme.series[place % theme.series.length]!, dashes: dashes[(place + turn) % dashes.length]! };
}

const dashes = ["none", "7 3", "2 3", "9 3 2 3"] as const;
