import type { Cell, CellResult, Metric, Point, Study } from "@worldwise/experiment";
import { metricValue } from "@worldwise/experiment";

/** What is drawn of a study while it runs. */
export type CurveSource =
  | { readonly kind: "learning"; readonly of: "length" | "return" | "evaluation"; readonly isLog: boolean }
  /** A measure of model quality, by the episode after which it was taken. */
  | { readonly kind: "quality"; readonly name: string }
  /** The mean over the first so many runs. */
  | { readonly kind: "metric"; readonly name: string };

/** A line as far as it is known. */
export interface LiveLine {
  readonly label: string;
  /** Place of the label on its axis. */
  readonly place: number;
  readonly points: readonly { readonly x: number; readonly y: number }[];
  readonly runs: number;
}

/** A curve that grows with every finished run. */
export interface LiveCurve {
  readonly study: Study;
  readonly source: CurveSource;
  /** The axis that tells lines apart; undefined where `seed` is the only axis. */
  readonly axis: string | undefined;
  /** Labels of the other axes; empty where all their runs are pooled. */
  readonly at: Point;
  /** Changes with every run that is added. */
  readonly version: number;
  add(cell: Cell, result: CellResult): void;
  lines(): readonly LiveLine[];
}

/** Drawn points of a line at most; longer lines are averaged over blocks. */
const mostPoints = 120;

/** With more combinations of the other axes their runs are pooled: a list of curves has to be read. */
const mostPlaces = 12;

/**
 * Curves that a study can show: the learning curves that it asks for, else the return of its evaluations or episodes; then every
 * metric. One for each combination of the axes other than `seed` and that of the lines.
 */
export function curvesOfStudy(study: Study): readonly LiveCurve[] {
  return [...learningOf(study), ...metricsOf(study)].flatMap(({ source, axis }) => (
    placesOf(study, axis).map((at) => liveCurve(study, source, { axis, at }))
  ));
}

interface Wanted {
  readonly source: CurveSource;
  readonly axis: string | undefined;
}

function learningOf({ charts, evaluate, axes }: Study): readonly Wanted[] {
  const asked = charts.flatMap((chart): readonly Wanted[] => (chart.kind === "learning-curve"
    ? [{ source: { kind: "learning", of: chart.of, isLog: chart.scale === "log" }, axis: chart.lines }] : []));
  if (asked.length > 0) return asked;
  const of = evaluate ? "evaluation" : "return";
  return [{ source: { kind: "learning", of, isLog: false }, axis: usualAxis({ charts, axes }) }];
}

function metricsOf({ charts, metrics, axes, measure }: Study): readonly Wanted[] {
  return Object.entries(metrics).map(([name, { kind }]) => {
    const chart = charts.find((each) => each.kind === "metric" && each.metric === name);
    const isByEpisode = kind === "model-quality" && measure?.every !== undefined;
    return { source: { kind: isByEpisode ? "quality" : "metric", name }, axis: chart?.lines ?? usualAxis({ charts, axes }) };
  });
}

/** What other charts of the study compare, else the last axis that is not `seed`. */
const usualAxis = ({ charts, axes }: Pick<Study, "charts" | "axes">): string | undefined =>
  charts[0]?.lines ?? Object.keys(axes).filter((name) => name !== "seed").at(-1);

function placesOf({ axes }: Study, lines: string | undefined): readonly Point[] {
  const others = Object.entries(axes).filter(([axis]) => axis !== "seed" && axis !== lines);
  const places = others.reduce<readonly Point[]>(
    (soFar, [axis, values]) => soFar.flatMap((point) => values.map(({ label }) => ({ ...point, [axis]: label }))), [{}],
  );
  return places.length > mostPlaces ? [{}] : places;
}

function liveCurve(study: Study, source: CurveSource, { axis, at }: Pick<LiveCurve, "axis" | "at">): LiveCurve {
  const labels = axis === undefined ? [""] : (study.axes[axis] ?? []).map(({ label }) => label);
  const tallies = new Map(labels.map((label) => [label, { ...emptyTally(), runs: 0 }]));
  let version = 0;
  return Object.freeze({
    study, source, axis, at,
    get version() { return version; },
    add(cell, result) {
      const tally = tallies.get(axis === undefined ? "" : cell.point[axis] ?? "");
      if (cell.study !== study.name || !tally || Object.entries(at).some(([name, label]) => cell.point[name] !== label)) return;
      tally.runs++;
      version++;
      if (source.kind === "learning") addRun(tally, source.of, result);
      else if (source.kind === "quality") addQuality(tally, study.metrics[source.name]!, result);
      else addMean(tally, metricValue(study.metrics[source.name]!, result));
    },
    lines: () => [...tallies].flatMap(([label, tally], place) => {
      const points = pointsOf(tally);
      return points.length === 0 ? [] : [{ label, place, points, runs: tally.runs }];
    }),
  } satisfies LiveCurve);
}

/** Sums and counts by place; places without a count are not drawn. */
interface Tally {
  readonly sum: number[];
  readonly count: number[];
}

const emptyTally = (): Tally => ({ sum: [], count: [] });

function addRun(tally: Tally, of: "length" | "return" | "evaluation", { episodes, evaluations }: CellResult): void {
  if (of === "evaluation") for (const record of evaluations) addAt(tally, record.episode, record.return);
  else for (const record of episodes) addAt(tally, record.episode, of === "length" ? record.steps : record.return);
}

function addQuality(tally: Tally, metric: Metric, result: CellResult): void {
  for (const record of result.quality ?? []) addAt(tally, record.episode, metricValue(metric, { ...result, quality: [record] }));
}

function addAt({ sum, count }: Tally, place: number, value: number): void {
  if (!Number.isFinite(value)) return;
  sum[place] = (sum[place] ?? 0) + value;
  count[place] = (count[place] ?? 0) + 1;
}

/** The mean over the first so many runs: how an estimate settles. */
function addMean({ sum, count }: Tally, value: number): void {
  if (!Number.isFinite(value)) return;
  const place = Math.max(1, sum.length);
  sum[place] = ((place > 1 ? sum[place - 1] : undefined) ?? 0) + value;
  count[place] = place;
}

function pointsOf({ sum, count }: Tally): LiveLine["points"] {
  const known = sum.flatMap((total, x) => (count[x] === undefined ? [] : [{ x, y: total / count[x] }]));
  const size = Math.ceil(known.length / mostPoints);
  if (size <= 1) return known;
  return Array.from({ length: Math.ceil(known.length / size) }, (_, block) => {
    const members = known.slice(block * size, (block + 1) * size);
    const meanOf = (axis: "x" | "y"): number => members.reduce((total, point) => total + point[axis], 0) / members.length;
    return { x: meanOf("x"), y: meanOf("y") };
  });
}
