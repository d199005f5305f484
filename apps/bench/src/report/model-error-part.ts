import type { ModelErrors } from "@worldwise/experiment";
import { dot } from "@observablehq/plot";
import type { CellNumbers } from "../cell-numbers.ts";
import type { StudySummary } from "../summarize.ts";
import { groupBy } from "../summarize.ts";
import { showNumber } from "../text-table.ts";
import type { DataTable, TableValue } from "./data-table.ts";
import { drawPlot } from "./draw-plot.ts";
import { labelsOf, placeName } from "./facets.ts";
import { html } from "./html.ts";
import { lineKey } from "./line-key.ts";
import { meanInterval } from "./mean-interval.ts";
import type { Picture } from "./picture.ts";
import { readings } from "./readings.ts";
import type { Theme } from "./theme.ts";
import { lineStyle } from "./theme.ts";

/** The measures of a model's error, in the order in which they are shown, as they are called. */
export const errorNames: Readonly<Record<keyof ModelErrors, string>> = {
  probability: "error of probabilities", "planned-value": "error weighed by planned values",
  "optimal-value": "error weighed by optimal values", variance: "error of the variance",
};
const shortNames: Readonly<Record<keyof ModelErrors, string>> = {
  probability: "probabilities", "planned-value": "by planned values", "optimal-value": "by optimal values", variance: "variance",
};
const measures = Object.keys(errorNames) as readonly (keyof ModelErrors)[]; // its keys are just these

/** Those runs whose true values or model errors are known. */
export const withExactEnding = ({ cells }: StudySummary): readonly CellNumbers[] =>
  cells.filter(({ ending }) => ending.exact ?? ending.modelErrors);

/** What is lost against the best policy, of the true values at the start. */
const lossOf = ({ ending: { exact } }: CellNumbers): number => (exact ? exact.optimal - exact.policy : Number.NaN);

/** Labels of some axes, for a row. */
export const groupName = (axes: readonly string[], labels: readonly string[]): string =>
  labels.map((label, index) => (axes[index] === undefined ? "all" : placeName(axes[index], label))).join(", ");

/** Errors of the final model and the loss of its plan, for each combination of axes. */
export function modelErrorTable(summary: StudySummary, name: string): DataTable {
  const { study, axes } = summary;
  const groups = groupBy(withExactEnding(summary), ({ cell }) => axes.map((axis) => cell.point[axis] ?? "").join("\u0000"));
  const rows = [...groups].map(([key, cells]): readonly TableValue[] => {
    const labels = key.split("\u0000");
    const meanOf = (what: string, valueOf: (cell: CellNumbers) => number): TableValue =>
      meanInterval(cells.map(valueOf), `${study.name}/${what}/${key}`);
    return [
      groupName(axes, labels),
      ...measures.map((measure) => meanOf(measure, ({ ending }) => ending.modelErrors?.[measure] ?? Number.NaN)),
      meanOf("loss", lossOf), meanOf("optimal", ({ ending }) => ending.exact?.optimal ?? Number.NaN),
    ];
  });
  return {
    name, title: "Errors of the model, and what its plan loses",
    caption: "Means over seeds with 95 % bootstrap intervals, at the end of learning, exact in the true world. Errors are means over all "
      + "states and actions: of the probabilities themselves, weighed by the values that were planned with or by the optimal ones, and of "
      + "the variance of the next optimal value. The loss is what the final plan misses of the optimal value at the start.",
    heads: [axes.join(" · ") || "runs", ...measures.map((measure) => shortNames[measure]), "loss", "optimal value"], rows,
  };
}

const [width, plotHeight] = [520, 316];

/** A run as a dot: how its model errs, and what its plan loses. */
interface ErrorDot {
  readonly x: number;
  readonly y: number;
  readonly place: number;
  readonly label: string;
  readonly seed: string;
}

/** What a plan loses against how its model errs, a dot for each run; undefined where no run knows both. */
export function errorScatter(
  summary: StudySummary, { measure, method, name }: { measure: keyof ModelErrors; method: string | undefined; name: string },
): Picture | undefined {
  const labels = method === undefined ? ["all runs"] : labelsOf(summary.study, method);
  const dots = withExactEnding(summary).flatMap((cell): readonly ErrorDot[] => {
    const [x, y] = [cell.ending.modelErrors?.[measure] ?? Number.NaN, lossOf(cell)];
    const label = method === undefined ? "all runs" : cell.cell.point[method] ?? "";
    return Number.isFinite(x) && Number.isFinite(y) ? [{ x, y, label, place: Math.max(0, labels.indexOf(label)), seed: cell.cell.point["seed"] ?? "" }] : [];
  });
  if (dots.length === 0) return undefined;
  const lines = labels.flatMap((label, place) => (dots.some((one) => one.place === place) ? [{ label, place }] : []));
  const key = lineKey(lines, width);
  return {
    name, width, height: key.height + plotHeight,
    title: `Loss of the plan by ${errorNames[measure]}`,
    caption: "Every dot is a run: what its final plan loses at the start against the optimal policy, in the true world, by how its final "
      + `model errs (mean over all states and actions). ${dots.length} runs.`,
    description: `Loss of the plan by ${errorNames[measure]}, ${dots.length} runs. ${lines.map(({ label, place }) => describe(label, dots.filter((one) => one.place === place))).join("; ")}.`,
    draw: (theme) => html`${key.draw(theme)}${drawDots(dots, measure, theme, key.height)}`,
  };
}

function drawDots(dots: readonly ErrorDot[], measure: keyof ModelErrors, theme: Theme, top: number): ReturnType<typeof drawPlot> {
  return drawPlot({
    width, height: plotHeight, marginLeft: 56, marginRight: 14, marginTop: 40, marginBottom: 46,
    x: { label: errorNames[measure], labelArrow: "right", labelOffset: 40, ticks: 6, nice: true },
    y: { label: "loss of the plan", labelArrow: "up", labelOffset: 56, ticks: 6, grid: true, nice: true },
    marks: [...groupBy(dots, ({ place }) => String(place))].map(([place, members]) => (
      dot(members, { x: "x", y: "y", r: 3.5, fill: lineStyle(theme, Number(place)).color, fillOpacity: 0.7 })
    )),
  }, top, (toPixels) => readings(theme, [...groupBy(dots, ({ label }) => label)].map(([label, members]) => ({
    label,
    points: members.map(({ x, y, seed }) => ({ at: toPixels(x, y), says: `seed ${seed}: loses ${showNumber(y)} with an error of ${showNumber(x)}` })),
  }))));
}

function describe(label: string, dots: readonly ErrorDot[]): string {
  const mean = (of: "x" | "y"): number => dots.reduce((total, one) => total + one[of], 0) / dots.length;
  return `${label}: loses ${showNumber(mean("y"))} with an error of ${showNumber(mean("x"))} on average`;
}
