import { dot, ruleY } from "@observablehq/plot";
import type { Aggregate } from "@worldwise/stats";
import { showNumber } from "../text-table.ts";
import type { MethodAggregates, MethodProfile } from "./aggregates.ts";
import { aggregateResamples, profileResamples } from "./aggregates.ts";
import type { DataTable } from "./data-table.ts";
import { drawPlot } from "./draw-plot.ts";
import type { Html } from "./html.ts";
import { lineChart } from "./line-chart.ts";
import type { Picture } from "./picture.ts";
import { shorten, textWidth } from "./picture.ts";
import { readings } from "./readings.ts";
import type { Scores } from "./scores.ts";
import type { Theme } from "./theme.ts";
import { lineStyle } from "./theme.ts";

/** The four aggregates, as they are called. */
export const aggregateNames: Readonly<Record<Aggregate, string>> = {
  interquartileMean: "interquartile mean", mean: "mean", median: "median", optimalityGap: "optimality gap",
};
const order = ["interquartileMean", "median", "mean", "optimalityGap"] as const;

const width = 1080;
const [rowHeight, marginTop, marginBottom] = [30, 34, 46];

/** Four panels side by side: each method's aggregates with their intervals. */
export function aggregateChart(rows: readonly MethodAggregates[], scores: Scores, name: string): Picture {
  return {
    name, width, height: marginTop + rowHeight * rows.length + marginBottom,
    title: `Over all tasks: ${scores.metric}`,
    caption: `Scores over ${scores.tasks.length} tasks (${scores.unit}), with 95 % stratified bootstrap intervals `
      + `(${aggregateResamples} resamples). Higher is better, but for the optimality gap: how far runs stay below 1.`,
    description: `${scores.metric} over ${scores.tasks.length} tasks. ${rows.map(describe).join("; ")}.`,
    draw: (theme) => drawPanels(rows, theme),
  };
}

const describe = ({ label, intervals }: MethodAggregates): string =>
  `${label}: ${order.map((aggregate) => `${aggregateNames[aggregate]} ${showNumber(intervals[aggregate].estimate)}`).join(", ")}`;

interface PanelPoint {
  readonly label: string;
  readonly panel: string;
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

function drawPanels(rows: readonly MethodAggregates[], theme: Theme): Html {
  const short = (label: string): string => shorten(label, 28);
  const marginLeft = Math.min(220, 16 + Math.max(...rows.map(({ label }) => textWidth(short(label)))));
  const pointsOf = ({ label, intervals }: MethodAggregates): readonly PanelPoint[] =>
    order.map((aggregate) => ({ label, panel: aggregateNames[aggregate], ...intervals[aggregate] }));
  return drawPlot({
    width, height: marginTop + rowHeight * rows.length + marginBottom, marginLeft, marginRight: 10, marginTop, marginBottom,
    fx: { label: null, padding: 0.12, domain: order.map((aggregate) => aggregateNames[aggregate]) },
    x: { label: "score", labelArrow: false, labelAnchor: "center", labelOffset: 40, grid: true, ticks: 4, nice: true },
    y: { label: null, domain: rows.map(({ label }) => label), tickFormat: short, tickSize: 0 },
    marks: rows.flatMap((row) => {
      const [points, { color }] = [pointsOf(row), lineStyle(theme, row.place)];
      return [
        ruleY(points, { fx: "panel", x1: "low", x2: "high", y: "label", stroke: color, strokeWidth: 3, strokeOpacity: 0.55 }),
        dot(points, { fx: "panel", x: "estimate", y: "label", r: 4.5, fill: color }),
      ];
    }),
  }, 0, (toPixels) => readings(theme, rows.map((row) => ({
    label: row.label,
    points: pointsOf(row).map((point) => ({
      at: toPixels(point.estimate, point.label, point.panel),
      says: `${point.panel} ${showNumber(point.estimate)} [${showNumber(point.low)}, ${showNumber(point.high)}]`,
    })),
  }))));
}

/** The same as a table. */
export function aggregateTable(rows: readonly MethodAggregates[], scores: Scores, name: string): DataTable {
  return {
    name, title: `Over all tasks: ${scores.metric}`,
    caption: `${scores.unit}; 95 % intervals${leftOutInWords(scores)}`,
    heads: ["method", ...order.map((aggregate) => aggregateNames[aggregate])],
    rows: rows.map(({ label, intervals }) => [label, ...order.map((aggregate) => intervals[aggregate])]),
  };
}

/** Runs without a number flatter their method when nobody says so. */
export const leftOutInWords = ({ leftOut }: Pick<Scores, "leftOut">): string =>
  (leftOut === 0 ? "" : `; ${leftOut} ${leftOut === 1 ? "run has" : "runs have"} no number and ${leftOut === 1 ? "is" : "are"} left out`);

/** How large a share of runs scores above each threshold. */
export function profileChart(rows: readonly MethodProfile[], scores: Scores, name: string): Picture {
  return lineChart({
    name, title: `Performance profiles: ${scores.metric}`,
    caption: `How large a share of runs scores above τ (${scores.unit}); every task counts the same. A line that lies above another `
      + `everywhere is of the better method. Pointwise 95 % bands (${profileResamples} resamples).`,
    description: `Performance profiles of ${scores.metric}. ${rows.map(describeProfile).join("; ")}.`,
    x: { label: "score τ" }, y: { label: "share of runs above τ", domain: [0, 1] },
    lines: rows.map(({ label, place, profile }) => ({
      label, place,
      points: Array.from(profile.threshold, (x, j) => ({ x, estimate: profile.estimate[j]!, low: profile.low[j]!, high: profile.high[j]! })),
    })),
  });
}

function describeProfile({ label, profile }: MethodProfile): string {
  const middle = Math.floor(profile.threshold.length / 2);
  return `${label}: ${showNumber(profile.estimate[middle]!)} of runs above ${showNumber(profile.threshold[middle]!)}`;
}

/** The profiles as a table: for its CSV. */
export function profileTable(rows: readonly MethodProfile[], scores: Scores, name: string): DataTable {
  return {
    name, title: `Performance profiles: ${scores.metric}`, caption: scores.unit, heads: ["method", "threshold", "share", "low", "high"],
    rows: rows.flatMap(({ label, profile }) => Array.from(profile.threshold, (x, j) => (
      [label, x, profile.estimate[j]!, profile.low[j]!, profile.high[j]!]
    ))),
  };
}
