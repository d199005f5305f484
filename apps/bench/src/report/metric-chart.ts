import type { Markish } from "@observablehq/plot";
import { dot, ruleY } from "@observablehq/plot";
import type { Metric } from "@worldwise/experiment";
import { showNumber } from "../text-table.ts";
import type { Summary } from "../summarize.ts";
import { drawPlot } from "./draw-plot.ts";
import type { Html } from "./html.ts";
import { shorten, textWidth } from "./picture.ts";
import type { Picture } from "./picture.ts";
import { readings } from "./readings.ts";
import type { Theme } from "./theme.ts";
import { lineStyle } from "./theme.ts";

/** One row of the chart. */
export interface MetricRow extends Pick<Summary, "estimate" | "low" | "high" | "values"> {
  readonly label: string;
  /** Place of the label on its axis. */
  readonly place: number;
}

/** What the chart is of. */
export interface MetricChartFacts {
  readonly name: string;
  readonly metricName: string;
  readonly metric: Metric;
  readonly place: string;
}

const width = 520;
const [rowHeight, marginTop, marginBottom] = [34, 14, 46];

/** A metric as a picture: for each label a dot at the estimate, on its interval. */
export function metricChart(rows: readonly MetricRow[], { name, metricName, metric, place }: MetricChartFacts): Picture {
  return {
    name, width, height: marginTop + rowHeight * rows.length + marginBottom,
    title: `${metricName}${place === "" ? "" : `: ${place}`}`,
    caption: `Interquartile mean over seeds with 95 % bootstrap intervals; ${metric.better} is better.`,
    description: `${metricName}, ${metric.better} is better. ${rows.map(describe).join("; ")}.`,
    draw: (theme) => drawRows(rows, { axis: axisLabel(metricName, metric), theme }),
  };
}

function drawRows(rows: readonly MetricRow[], { axis, theme }: { axis: string; theme: Theme }): Html {
  const marginLeft = Math.min(220, 16 + Math.max(...rows.map(({ label }) => textWidth(shortLabel(label)))));
  const finite = rows.filter(({ estimate }) => Number.isFinite(estimate));
  return drawPlot({
    width, height: marginTop + rowHeight * rows.length + marginBottom, marginLeft, marginRight: 22, marginTop, marginBottom,
    x: { label: axis, labelArrow: false, labelAnchor: "center", labelOffset: 40, grid: true, ticks: 5, ...range(rows) },
    y: { label: null, domain: rows.map(({ label }) => label), tickFormat: (label: string) => shortLabel(label), tickSize: 0 },
    marks: finite.flatMap((row) => drawRow(row, theme)),
  }, 0, (toPixels) => readings(theme, finite.map((row) => ({
    label: row.label,
    points: [{ at: toPixels(row.estimate, row.label), says: `${showNumber(row.estimate)} [${showNumber(row.low)}, ${showNumber(row.high)}]` }],
  }))));
}

/** Where all numbers are the same, but for rounding, the axis still spans something. */
function range(rows: readonly MetricRow[]): { readonly nice: true; readonly domain?: [number, number] } {
  const ends = rows.flatMap(({ low, high }) => [low, high]).filter((end) => Number.isFinite(end));
  const [least, most] = [Math.min(...ends), Math.max(...ends)];
  const size = Math.max(Math.abs(least), Math.abs(most));
  if (most - least > 1e-9 * size) return { nice: true };
  const margin = size > 0 ? 0.1 * size : 1;
  return { nice: true, domain: [least - margin, most + margin] };
}

function drawRow(row: MetricRow, theme: Theme): readonly Markish[] {
  const { color } = lineStyle(theme, row.place);
  return [
    ruleY([row], { x1: "low", x2: "high", y: "label", stroke: color, strokeWidth: 3, strokeOpacity: 0.55 }),
    dot([row], { x: "estimate", y: "label", r: 5, fill: color }),
  ];
}

const shortLabel = (label: string): string => shorten(label, 28);

const axisLabel = (metricName: string, { better, unit = "" }: Metric): string =>
  `${shorten(metricName, 44)}${unit === "" || unit.length > 16 ? "" : ` (${unit})`}, ${better} is better`;

const describe = ({ label, estimate, low, high, values }: MetricRow): string => (
  Number.isFinite(estimate)
    ? `${label}: ${showNumber(estimate)}, interval ${showNumber(low)} to ${showNumber(high)}, ${values.length} seeds`
    : `${label}: no value`
);
