import type { PlotOptions } from "@observablehq/plot";
import { areaY, lineY } from "@observablehq/plot";
import { showNumber } from "../text-table.ts";
import type { CurveChart, CurveLine } from "./curves.ts";
import { bandResamples } from "./curves.ts";
import { drawPlot } from "./draw-plot.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";
import { lineKey } from "./line-key.ts";
import type { Picture } from "./picture.ts";
import type { Theme } from "./theme.ts";
import { lineStyle } from "./theme.ts";

const width = 520;
const plotHeight = 316;
const measured = {
  length: "steps of an episode", return: "return of an episode", evaluation: "return of an evaluation",
} as const;

/** Learning curves as a picture: one line for each label, its band, and a key above. */
export function curveChart(chart: CurveChart, lines: readonly CurveLine[], facts: { name: string; place: string }): Picture {
  const { name, place } = facts;
  const key = lineKey(lines, width);
  const isLog = chart.scale === "log" && lines.every(({ curve }) => curve.estimate.every((value) => value > 0));
  return {
    name, width, height: key.height + plotHeight,
    title: `Learning curves${place === "" ? "" : `: ${place}`}`,
    caption: `${capital(measured[chart.of])}${isLog ? " (logarithmic)" : ""}: interquartile mean over ${seedsOf(lines)}, `
      + `with pointwise 95 % bootstrap bands (${bandResamples} resamples)${blocksOf(lines)}.`,
    description: `${capital(measured[chart.of])} by episode. ${lines.map(describe).join("; ")}.`,
    draw: (theme) => html`${key.draw(theme)}${drawCurves(chart, lines, { theme, isLog, top: key.height })}`,
  };
}

interface Drawing {
  readonly theme: Theme;
  readonly isLog: boolean;
  readonly top: number;
}

function drawCurves(chart: CurveChart, lines: readonly CurveLine[], { theme, isLog, top }: Drawing): Html {
  const marks = lines.map((line) => ({ ...lineStyle(theme, line.place), points: pointsOf(line, isLog) }));
  const options: PlotOptions = {
    width, height: plotHeight, marginLeft: 56, marginRight: 14, marginTop: 40, marginBottom: 46,
    x: { label: "episode", labelArrow: "right", labelOffset: 40, ticks: 6, tickFormat: "d" },
    y: {
      label: measured[chart.of], labelArrow: "up", labelOffset: 56, grid: true, ticks: 6, tickFormat: ",",
      type: isLog ? "log" : "linear", nice: !isLog,
    },
    marks: [
      ...marks.map(({ points, color }) => (
        areaY(points, { x: "episode", y1: "low", y2: "high", fill: color, fillOpacity: 0.16 })
      )),
      ...marks.map(({ points, color, dashes }) => (
        lineY(points, { x: "episode", y: "estimate", stroke: color, strokeWidth: 2, strokeDasharray: dashes })
      )),
    ],
  };
  return drawPlot(options, top);
}

interface Point {
  readonly episode: number;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** On a logarithmic scale a band ends at the smallest estimate where it would reach zero. */
function pointsOf({ episodes, curve }: CurveLine, isLog: boolean): readonly Point[] {
  const floor = isLog ? curve.estimate.reduce((least, value) => Math.min(least, value), Infinity) : -Infinity;
  return episodes.map((episode, x) => {
    const low = curve.low[x]!;
    return { episode, estimate: curve.estimate[x]!, low: low > 0 ? low : Math.max(low, floor), high: curve.high[x]! };
  });
}

function describe({ label, episodes, curve }: CurveLine): string {
  const at = (x: number): string => `${showNumber(curve.estimate[x]!)} at episode ${episodes[x]!}`;
  return `${label}: ${at(0)}, ${at(episodes.length - 1)}`;
}

/** "30 seeds", or "28 to 30 seeds" where they differ. */
function seedsOf(lines: readonly CurveLine[]): string {
  const counts = lines.flatMap(({ curve }) => [...curve.count]);
  const [fewest, most] = [Math.min(...counts), Math.max(...counts)];
  return `${fewest === most ? "" : `${fewest} to `}${most} ${most === 1 ? "seed" : "seeds"}`;
}

/** Says so where runs were averaged. */
function blocksOf(lines: readonly CurveLine[]): string {
  const most = Math.max(1, ...lines.map(({ blockSize }) => blockSize));
  return most === 1 ? "" : `; each run averaged over blocks of ${most}`;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
