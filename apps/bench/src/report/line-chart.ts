import type { Markish, PlotOptions } from "@observablehq/plot";
import { areaY, dot, lineY } from "@observablehq/plot";
import { showNumber } from "../text-table.ts";
import { drawPlot } from "./draw-plot.ts";
import type { Html } from "./html.ts";
import { html } from "./html.ts";
import { lineKey } from "./line-key.ts";
import { shorten } from "./picture.ts";
import type { Picture } from "./picture.ts";
import { readings } from "./readings.ts";
import type { Theme } from "./theme.ts";
import { lineStyle } from "./theme.ts";

/** A number along an axis, with its interval. */
export interface LinePoint {
  readonly x: number;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** One line of a chart. */
export interface ChartLine {
  readonly label: string;
  /** Decides color and dashes. */
  readonly place: number;
  readonly points: readonly LinePoint[];
}

/** How an axis is drawn. */
export interface ChartAxis {
  readonly label: string;
  readonly scale?: "linear" | "log";
  readonly domain?: readonly [low: number, high: number];
  /** Tick marks exactly here. */
  readonly ticks?: readonly number[] | undefined;
}

/** Lines with their bands, and a key above. */
export interface LineChart extends Pick<Picture, "name" | "title" | "caption" | "description"> {
  readonly x: ChartAxis;
  readonly y: ChartAxis;
  readonly lines: readonly ChartLine[];
  /** Few measured places rather than a course: dots on the lines. */
  readonly dots?: boolean;
}

const width = 520;
const plotHeight = 316;

/** Draws lines with their bands. */
export function lineChart(chart: LineChart): Picture {
  const key = lineKey(chart.lines, width);
  const { name, title, caption, description } = chart;
  return {
    name, title, caption, description, width, height: key.height + plotHeight,
    draw: (theme) => html`${key.draw(theme)}${drawLines(chart, theme, key.height)}`,
  };
}

function drawLines({ x, y, lines, dots = false }: LineChart, theme: Theme, top: number): Html {
  const drawn = lines.map((line) => ({ ...line, points: line.points.map((point) => aboveZero(point, line, y)) }));
  const options: PlotOptions = {
    width, height: plotHeight, marginLeft: 56, marginRight: 20, marginTop: 40, marginBottom: 46,
    x: { label: shorten(x.label, 60), labelArrow: "right", labelOffset: 40, ...scaleOf(x), ...ticksOf(x) },
    y: { label: shorten(y.label, 60), labelArrow: "up", labelOffset: 56, grid: true, ...scaleOf(y), ...ticksOf(y) },
    marks: [...drawn.map((line) => band(line, theme)), ...drawn.flatMap((line) => course(line, theme, dots))],
  };
  return drawPlot(options, top, (toPixels) => readings(theme, lines.map(({ label, points }) => ({
    label, points: points.map((point) => ({ at: toPixels(point.x, point.estimate), says: says(point, x.label) })),
  }))));
}

const says = ({ x, estimate, low, high }: LinePoint, axis: string): string =>
  `${axis} ${showNumber(x)}: ${showNumber(estimate)} [${showNumber(low)}, ${showNumber(high)}]`;

/** On a logarithmic scale a band ends at the smallest estimate where it would reach zero. */
function aboveZero(point: LinePoint, { points }: ChartLine, { scale }: ChartAxis): LinePoint {
  if (scale !== "log" || point.low > 0) return point;
  return { ...point, low: points.reduce((least, { estimate }) => Math.min(least, estimate), Infinity) };
}

function band({ points, place }: ChartLine, theme: Theme): Markish {
  return areaY(points, { x: "x", y1: "low", y2: "high", fill: lineStyle(theme, place).color, fillOpacity: 0.16 });
}

function course({ points, place }: ChartLine, theme: Theme, dots: boolean): readonly Markish[] {
  const { color, dashes } = lineStyle(theme, place);
  const line = lineY(points, { x: "x", y: "estimate", stroke: color, strokeWidth: 2, strokeDasharray: dashes });
  return dots ? [line, dot(points, { x: "x", y: "estimate", r: 3.5, fill: color })] : [line];
}

function scaleOf({ scale = "linear", domain }: ChartAxis): Pick<NonNullable<PlotOptions["x"]>, "type" | "nice" | "domain"> {
  return { type: scale, nice: scale === "linear" && domain === undefined, ...(domain && { domain: [...domain] }) };
}

function ticksOf({ ticks, scale }: ChartAxis): Pick<NonNullable<PlotOptions["x"]>, "ticks" | "tickFormat"> {
  if (ticks) return { ticks: [...ticks], tickFormat: (tick: number) => showNumber(tick) };
  return { ticks: 6, ...(scale === "log" && { tickFormat: "," }) };
}
