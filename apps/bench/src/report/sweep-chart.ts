import type { StudySummary, Summary } from "../summarize.ts";
import { groupBy } from "../summarize.ts";
import { showNumber } from "../text-table.ts";
import { labelsOf, placeName } from "./facets.ts";
import type { ChartLine } from "./line-chart.ts";
import { lineChart } from "./line-chart.ts";
import type { Picture } from "./picture.ts";

/** Ratio of the ends of an axis from which on it is drawn logarithmically. */
const wideRange = 20;

/** What a sweep is drawn of. */
export interface SweepFacts {
  /** The axis along which something grows. */
  readonly axis: string;
  /** The axis whose labels are lines; undefined draws one line. */
  readonly lines: string | undefined;
}

type StudyMetric = StudySummary["metrics"][number];

/** A metric along an axis of numbers: one picture for each combination of the other axes. `nameOf` names its file by its place. */
export function sweepCharts(
  summary: StudySummary, metric: StudyMetric, { axis, lines }: SweepFacts, nameOf: (place: string) => string,
): readonly Picture[] {
  const others = summary.axes.filter((name) => name !== axis && name !== lines);
  const labelAt = ({ labels }: Summary, name: string): string => labels[summary.axes.indexOf(name)] ?? "";
  const places = groupBy(metric.rows, (row) => others.map((name) => placeName(name, labelAt(row, name))).join(", "));
  return [...places].flatMap(([place, rows]) => {
    const drawn = linesOf(summary, rows, { axis, lines }, metric.name);
    return drawn.some(({ points }) => points.length > 1) ? [sweepChart(drawn, metric, { axis, place, name: nameOf(place) })] : [];
  });
}

function linesOf({ study, axes }: StudySummary, rows: readonly Summary[], { axis, lines }: SweepFacts, metric: string): readonly ChartLine[] {
  const at = axes.indexOf(axis);
  const pointsOf = (members: readonly Summary[]): ChartLine["points"] => members
    .filter(({ estimate }) => Number.isFinite(estimate))
    .map(({ labels, estimate, low, high }) => ({ x: Number(labels[at]), estimate, low, high })).sort((a, b) => a.x - b.x);
  if (lines === undefined) return [{ label: metric, place: 0, points: pointsOf(rows) }];
  const ofLine = axes.indexOf(lines);
  return labelsOf(study, lines).flatMap((label, place) => {
    const points = pointsOf(rows.filter(({ labels }) => labels[ofLine] === label));
    return points.length === 0 ? [] : [{ label: placeName(lines, label), place, points }];
  });
}

function sweepChart(
  lines: readonly ChartLine[], { name: metricName, metric }: StudyMetric, { axis, place, name }: { axis: string; place: string; name: string },
): Picture {
  const ticks = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  const [first, last] = [ticks[0]!, ticks.at(-1)!];
  const isWide = first > 0 && last / first >= wideRange;
  return lineChart({
    name, title: `${metricName} by ${axis}${place === "" ? "" : `: ${place}`}`,
    caption: `Interquartile mean over seeds with 95 % bootstrap intervals; ${metric.better} is better${isWide ? "; the axis is logarithmic" : ""}.`,
    description: `${metricName} by ${axis}. ${lines.map(describe).join("; ")}.`,
    x: { label: axis, scale: isWide ? "log" : "linear", ticks: ticks.length <= 9 ? ticks : undefined },
    y: { label: metricName }, lines, dots: true,
  });
}

function describe({ label, points }: ChartLine): string {
  return `${label}: ${points.map(({ x, estimate }) => `${showNumber(estimate)} at ${showNumber(x)}`).join(", ")}`;
}
