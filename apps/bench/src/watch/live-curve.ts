import type { Cell, CellResult, Study } from "@worldwise/experiment";
import { metricValue } from "@worldwise/experiment";

/** What is drawn of a study while it runs. */
export type CurveSource =
  | { readonly kind: "learning"; readonly of: "length" | "return" | "evaluation" }
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
  /** Changes with every run that is added. */
  readonly version: number;
  add(cell: Cell, result: CellResult): void;
  lines(): readonly LiveLine[];
}

/** Drawn points of a line at most; longer lines are averaged over blocks. */
const mostPoints = 120;

/** Curves that a study can show: the learning curves that it asks for, else the return of episodes; then every metric. */
export function curvesOfStudy(study: Study): readonly LiveCurve[] {
  const asked = study.charts.flatMap((chart) => (chart.kind === "learning-curve" ? [{ of: chart.of, axis: chart.lines }] : []));
  const axis = Object.keys(study.axes).find((name) => name !== "seed");
  const learning = asked.length > 0 ? asked : [{ of: study.evaluate ? "evaluation" as const : "return" as const, axis }];
  const metrics = Object.keys(study.metrics).map((name) => {
    const chart = study.charts.find((each) => each.kind === "metric" && each.metric === name);
    return liveCurve(study, { kind: "metric", name }, chart?.lines ?? axis);
  });
  return [...learning.map(({ of, axis: lines }) => liveCurve(study, { kind: "learning", of }, lines)), ...metrics];
}

function liveCurve(study: Study, source: CurveSource, axis: string | undefined): LiveCurve {
  const labels = axis === undefined ? [""] : (study.axes[axis] ?? []).map(({ label }) => label);
  const tallies = new Map(labels.map((label) => [label, { ...emptyTally(), runs: 0 }]));
  let version = 0;
  return Object.freeze({
    study, source, axis,
    get version() { return version; },
    add(cell, result) {
      const tally = tallies.get(axis === undefined ? "" : cell.point[axis] ?? "");
      if (cell.study !== study.name || !tally) return;
      tally.runs++;
      version++;
      if (source.kind === "learning") addRun(tally, source.of, result);
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
