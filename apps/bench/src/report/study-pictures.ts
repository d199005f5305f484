import type { Chart } from "@worldwise/experiment";
import type { StudySummary } from "../summarize.ts";
import { curveChart } from "./curve-chart.ts";
import type { CurveChart } from "./curves.ts";
import { curvesOf } from "./curves.ts";
import { curvesCsv } from "./data-files.ts";
import type { Facet } from "./facets.ts";
import { facetsOf, labelsOf, placeName } from "./facets.ts";
import { fileName } from "./file-name.ts";
import { metricChart } from "./metric-chart.ts";
import type { Picture } from "./picture.ts";
import { valueMapChart } from "./value-map-chart.ts";

/** A picture of a study with the numbers behind it, where they stand nowhere else. */
export interface StudyPicture {
  readonly picture: Picture;
  readonly csv?: string;
}

/** A chart of a study: its pictures, and the places that have nothing to show yet. */
export interface DrawnChart {
  readonly chart: Chart;
  readonly pictures: readonly StudyPicture[];
  readonly empty: readonly string[];
}

type MetricChart = Extract<Chart, { readonly kind: "metric" }>;

/** Draws every chart of a study, one picture for each combination of the axes other than its lines and `seed`. */
export function studyPictures(summary: StudySummary): readonly DrawnChart[] {
  return summary.study.charts.map((chart, index) => {
    const facets = facetsOf(summary.study, summary.cells, chart.lines);
    const nameOf = (facet: Facet): string => fileName(summary.study.name, chart.kind, index + 1, facet.name);
    const drawn = facets.map((facet) => ({ facet, made: drawFacet(summary, chart, facet, nameOf(facet)) }));
    return {
      chart,
      pictures: drawn.flatMap(({ made }) => made ?? []),
      empty: drawn.flatMap(({ facet, made }) => (made ? [] : [facet.name])),
    };
  });
}

function drawFacet(summary: StudySummary, chart: Chart, facet: Facet, name: string): StudyPicture | undefined {
  switch (chart.kind) {
    case "learning-curve": return drawCurves(summary, chart, facet, name);
    case "metric": return drawMetric(summary, chart, facet, name);
    case "value-map": return drawMaps(summary, chart.lines, facet, name);
  }
}

function drawCurves(summary: StudySummary, chart: CurveChart, facet: Facet, name: string): StudyPicture | undefined {
  const lines = curvesOf(summary, chart, facet);
  if (lines.length === 0) return undefined;
  const named = lines.map((line) => ({ ...line, label: placeName(chart.lines, line.label) }));
  return { picture: curveChart(chart, named, { name, place: facet.name }), csv: curvesCsv(chart.lines, facet, lines) };
}

function drawMetric(summary: StudySummary, chart: MetricChart, facet: Facet, name: string): StudyPicture | undefined {
  const { study, axes, metrics } = summary;
  const found = metrics.find((metric) => metric.name === chart.metric);
  const rows = labelsOf(study, chart.lines).flatMap((label, place) => {
    const point: Readonly<Record<string, string>> = { ...facet.at, [chart.lines]: label };
    const row = found?.rows.find(({ labels }) => axes.every((axis, index) => labels[index] === point[axis]));
    return row ? [{ ...row, label: placeName(chart.lines, label), place }] : [];
  });
  if (!found || !rows.some(({ estimate }) => Number.isFinite(estimate))) return undefined;
  return { picture: metricChart(rows, { name, metricName: found.name, metric: found.metric, place: facet.name }) };
}

/** The first seed, in the order of its axis, with a grid for any label. */
function drawMaps({ study }: StudySummary, axis: string, { cells, name: place }: Facet, name: string): StudyPicture | undefined {
  const mapsAt = (seed: string): Parameters<typeof valueMapChart>[0] => labelsOf(study, axis).flatMap((label) => {
    const found = cells.find(({ cell }) => cell.point[axis] === label && cell.point["seed"] === seed);
    const { grid, tables } = found?.result ?? {};
    return grid && tables ? [{ label: placeName(axis, label), grid, tables }] : [];
  });
  const seed = labelsOf(study, "seed").find((candidate) => mapsAt(candidate).length > 0);
  return seed === undefined ? undefined : { picture: valueMapChart(mapsAt(seed), { name, place, seed }) };
}
