import type { CellNumbers } from "../cell-numbers.ts";
import type { StudySummary } from "../summarize.ts";
import { labelsOf, placeName } from "./facets.ts";
import type { ChartLine } from "./line-chart.ts";
import { lineChart } from "./line-chart.ts";
import { meanInterval } from "./mean-interval.ts";
import type { Picture } from "./picture.ts";

type HorizonQuality = keyof NonNullable<CellNumbers["quality"]>["byHorizon"];

/** Measures of predictions some steps ahead, as they are called. */
export const horizonNames: Readonly<Record<HorizonQuality, string>> = {
  "state-distribution-error": "error of where the policy leads", "prediction-error": "error of predicted observations",
  "value-prediction-error": "error of values of predicted observations",
};

/** A measure of the final model by how far it looks ahead; undefined where no run has it. */
export function horizonChart(
  summary: StudySummary, { measure, method, name }: { measure: HorizonQuality; method: string | undefined; name: string },
): Picture | undefined {
  const labels = method === undefined ? ["all runs"] : labelsOf(summary.study, method);
  const lines = labels.flatMap((label, place): readonly ChartLine[] => {
    const cells = summary.cells.filter(({ cell }) => method === undefined || cell.point[method] === label);
    const points = pointsOf(cells, measure, `${summary.study.name}/${measure}/${label}`);
    return points.length === 0 ? [] : [{ label: method === undefined ? label : placeName(method, label), place, points }];
  });
  if (lines.length === 0) return undefined;
  const ticks = [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))].sort((a, b) => a - b);
  return lineChart({
    name, title: `Error by horizon: ${horizonNames[measure]}`,
    caption: "Of the final model, so many steps ahead: means over runs with 95 % bootstrap intervals.",
    description: `${horizonNames[measure]} at ${ticks.join(", ")} steps ahead. ${lines.map(({ label, points }) => `${label}: ${points.length} horizons`).join("; ")}.`,
    x: { label: "steps ahead", scale: ticks[0]! > 0 && ticks.length > 1 ? "log" : "linear", ticks }, y: { label: horizonNames[measure] }, lines, dots: true,
  });
}

function pointsOf(cells: readonly CellNumbers[], measure: HorizonQuality, stream: string): ChartLine["points"] {
  const byHorizon = new Map<number, number[]>();
  for (const { quality } of cells) {
    quality?.horizons.forEach((horizon, index) => {
      const value = quality.byHorizon[measure]?.[index];
      if (value !== undefined && Number.isFinite(value)) byHorizon.set(horizon, [...(byHorizon.get(horizon) ?? []), value]);
    });
  }
  return [...byHorizon].map(([x, values]) => ({ x, ...meanInterval(values, `${stream}/${x}`) })).sort((a, b) => a.x - b.x);
}
