import type { Chart } from "@worldwise/experiment";
import type { StudySummary } from "../summarize.ts";
import { axisNames, curveChart } from "./curve-chart.ts";
import type { CurveAxis, CurveChart } from "./curves.ts";
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

/** A picture that can be looked at in several ways, by their names: the same curves over episodes, steps, seconds. */
export interface PictureViews {
  readonly views: readonly (StudyPicture & { readonly label: string })[];
}

/** A chart of a study: its pictures, and the places that have nothing to show yet. */
export interface DrawnChart {
  readonly chart: Chart;
  readonly pictures: readonly PictureViews[];
  readonly empty: readonly string[];
}

type MetricChart = Extract<Chart, { readonly kind: "metric" }>;
/** How long each cell took, by its id, in milliseconds. */
export type Timings = ReadonlyMap<string, number>;

/** Draws every chart of a study, one picture for each combination of the axes other than its lines and `seed`. */
export function studyPictures(summary: StudySummary, timings: Timings = new Map()): readonly DrawnChart[] {
  return summary.study.charts.map((chart, index) => {
    const facets = facetsOf(summary.study, summary.cells, chart.lines);
    const nameOf = (facet: Facet): string => fileName(summary.study.name, chart.kind, index + 1, facet.name);
    const drawn = facets.map((facet) => ({ facet, views: drawFacet(summary, chart, facet, { name: nameOf(facet), timings }) }));
    return {
      chart,
      pictures: drawn.flatMap(({ views }) => (views.length > 0 ? [{ views }] : [])),
      empty: drawn.flatMap(({ facet, views }) => (views.length > 0 ? [] : [facet.name])),
    };
  });
}

interface Drawing {
  readonly name: string;
  readonly timings: Timings;
}

function drawFacet(summary: StudySummary, chart: Chart, facet: Facet, drawing: Drawing): PictureViews["views"] {
  const single = (made: StudyPicture | undefined): PictureViews["views"] => (made ? [{ label: chart.kind, ...made }] : []);
  switch (chart.kind) {
    case "learning-curve": return drawCurves(summary, chart, facet, drawing);
    case "metric": return single(drawMetric(summary, chart, facet, drawing.name));
    case "value-map": return single(drawMaps(summary, chart.lines, facet, drawing.name));
  }
}

const curveAxes: readonly CurveAxis[] = ["episode", "step", "second"];

function drawCurves(summary: StudySummary, chart: CurveChart, facet: Facet, { name, timings }: Drawing): PictureViews["views"] {
  return curveAxes.flatMap((along) => {
    const lines = curvesOf(summary, chart, facet, { along, timings });
    if (lines.length === 0) return [];
    const named = lines.map((line) => ({ ...line, label: placeName(chart.lines, line.label) }));
    const file = along === "episode" ? name : `${name}-${along}s`;
    return [{
      label: `by ${axisNames[along]}`, picture: curveChart(chart, named, { name: file, place: facet.name, along }),
      csv: curvesCsv({ lines: chart.lines, along }, facet, lines),
    }];
  });
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
    const { grid, tables } = found?.ending ?? {};
    return grid && tables ? [{ label: placeName(axis, label), grid, tables }] : [];
  });
  const seed = labelsOf(study, "seed").find((candidate) => mapsAt(candidate).length > 0);
  return seed === undefined ? undefined : { picture: valueMapChart(mapsAt(seed), { name, place, seed }) };
}
