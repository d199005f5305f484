import type { PlotOptions } from "@observablehq/plot";
import { dot, lineY } from "@observablehq/plot";
import { drawPlot } from "../report/draw-plot.ts";
import type { Html } from "../report/html.ts";
import { html } from "../report/html.ts";
import { lineKey } from "../report/line-key.ts";
import { inPage, lineStyle } from "../report/theme.ts";
import { showNumber } from "../text-table.ts";
import type { CurveSource, LiveCurve, LiveLine } from "./live-curve.ts";
import { pointInWords } from "./sweep-in-words.ts";

const [width, plotHeight] = [760, 320];
const measured = {
  length: "steps of an episode", return: "return of an episode", evaluation: "return of an evaluation",
} as const;

const valueName = (source: CurveSource): string => (source.kind === "learning" ? measured[source.of] : source.name);

/** A name for the list of curves. */
export function curveName({ source, study, at }: LiveCurve): string {
  const place = Object.keys(at).length === 0 ? "" : ` (${pointInWords(at)})`;
  return `${study.title}: ${valueName(source)}${source.kind === "metric" ? "" : ", by episode"}${place}`;
}

/** The curve as it stands, with a key above and words for those who do not see it. */
export function liveChart(curve: LiveCurve): Html {
  const lines = curve.lines();
  if (lines.length === 0) return html`<p class="quiet">No finished run has numbers for this yet.</p>`;
  const key = lineKey(lines.map(({ label, place }) => ({ label: labelOf(curve, label), place })), width);
  const box = html`viewBox="0 0 ${width} ${key.height + plotHeight}" width="${width}"`;
  return html`<svg role="img" aria-label="${described(curve, lines)}" ${box}
 font-family="system-ui, sans-serif" font-size="13" fill="currentColor">
${key.draw(inPage)}${drawPlot(optionsOf(curve, lines), key.height)}</svg>
<p class="quiet">${captionOf(curve)}</p>`;
}

function optionsOf(curve: LiveCurve, lines: readonly LiveLine[]): PlotOptions {
  const styled = lines.map((line) => ({ ...lineStyle(inPage, line.place), points: line.points }));
  const isWhole = curve.source.kind === "metric";
  return {
    width, height: plotHeight, marginLeft: 62, marginRight: 14, marginTop: 40, marginBottom: 46,
    x: {
      label: isWhole ? "finished runs" : "episode", labelArrow: "right", labelOffset: 40, tickFormat: "d",
      ticks: Math.min(8, Math.max(1, ...lines.flatMap(({ points }) => points.map(({ x }) => x)))),
    },
    y: { label: valueName(curve.source), labelArrow: "up", labelOffset: 62, grid: true, ticks: 6, ...scaleOf(curve, lines) },
    marks: [
      ...styled.map(({ points, color, dashes }) => (
        lineY(points, { x: "x", y: "y", stroke: color, strokeWidth: 2, strokeDasharray: dashes })
      )),
      ...styled.map(({ points, color }) => dot(points.slice(-1), { x: "x", y: "y", fill: color, r: 3.5 })),
    ],
  };
}

interface Scale {
  readonly type: "log" | "linear";
  readonly domain?: readonly [number, number];
}

/** A scale around numbers that are all the same has to be told how wide it is. */
function scaleOf({ source }: LiveCurve, lines: readonly LiveLine[]): Scale {
  const values = lines.flatMap(({ points }) => points.map(({ y }) => y));
  const [least, most] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const isLog = source.kind === "learning" && source.isLog && least > 0;
  if (most - least > 1e-9 * Math.max(Math.abs(least), Math.abs(most))) return { type: isLog ? "log" : "linear" };
  const room = least === 0 ? 1 : Math.abs(least) / 10;
  return { type: "linear", domain: [least - room, most + room] };
}

function captionOf({ source, study, axis, at }: LiveCurve): string {
  const pooled = Object.keys(study.axes).filter((name) => name !== "seed" && name !== axis && !Object.hasOwn(at, name));
  const whatever = pooled.length > 0 ? `, whatever their ${pooled.join(", ")}` : "";
  if (source.kind !== "metric") return `Means over the runs that are finished${whatever}.`;
  return `Means over the first so many finished runs of each line${whatever}.`;
}

const described = (curve: LiveCurve, lines: readonly LiveLine[]): string => `${curveName(curve)}. ${lines.map((line) => (
  `${labelOf(curve, line.label)}: ${showNumber(line.points.at(-1)!.y)} over ${line.runs} ${line.runs === 1 ? "run" : "runs"}`
)).join("; ")}.`;

/** A bare number is named by its axis. */
const labelOf = ({ axis }: LiveCurve, label: string): string =>
  (axis === undefined ? "all runs" : Number.isNaN(Number(label)) ? label : `${axis} ${label}`);
