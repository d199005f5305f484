import type { CellResult, Chart } from "@worldwise/experiment";
import { philox, seedKey } from "@worldwise/math";
import type { LearningCurve } from "@worldwise/stats";
import { interquartileMean, learningCurve, mean } from "@worldwise/stats";
import type { StudySummary } from "../summarize.ts";
import { groupBy } from "../summarize.ts";
import type { Facet } from "./facets.ts";
import { labelsOf } from "./facets.ts";

/** A chart of learning curves. */
export type CurveChart = Extract<Chart, { readonly kind: "learning-curve" }>;

/** The curve of one label: the interquartile mean over seeds with its band, by episode or by block of episodes. */
export interface CurveLine {
  readonly label: string;
  /** Place of the label on its axis. */
  readonly place: number;
  /** `[X]` Counted from 1; the middle of each block. */
  readonly episodes: readonly number[];
  /** How many points in a row of a run became one, their mean. */
  readonly blockSize: number;
  /** `[X]` */
  readonly curve: LearningCurve;
}

/** How bands are made, said in captions. */
export const bandResamples = 500;
/** Longer runs are averaged over blocks: more positions would show noise, not learning. */
const mostPositions = 100;

/**
 * The curves of one picture. Labels without a finished run are left out.
 *
 * Streams are named by what they are of, so the same runs give the same bytes.
 */
export function curvesOf({ study }: StudySummary, chart: CurveChart, { cells, name }: Facet): readonly CurveLine[] {
  const groups = groupBy(cells, ({ cell }) => cell.point[chart.lines] ?? "");
  return labelsOf(study, chart.lines).flatMap((label, place) => {
    const runs = (groups.get(label) ?? []).map(({ result }) => seriesOf(chart, result)).filter(({ length }) => length > 0);
    if (runs.length === 0) return [];
    const stream = `${study.name}/${chart.of}/${name}/${label}`;
    return [{ label, place, ...curveOver(runs, stream) }];
  });
}

interface RunPoint {
  readonly episode: number;
  readonly value: number;
}

/** The numbers of one run, up to the first that is none. */
function seriesOf({ of, toEpisode = Infinity }: CurveChart, { episodes, evaluations }: CellResult): readonly RunPoint[] {
  const points = of === "evaluation"
    ? evaluations.map(({ episode, return: value }) => ({ episode, value }))
    : episodes.map(({ episode, steps, return: total }) => ({ episode, value: of === "length" ? steps : total }));
  const broken = points.findIndex(({ value }) => !Number.isFinite(value));
  return points.slice(0, broken < 0 ? undefined : broken).filter(({ episode }) => episode <= toEpisode);
}

function curveOver(runs: readonly (readonly RunPoint[])[], stream: string): Omit<CurveLine, "label" | "place"> {
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best));
  const blockSize = Math.ceil(longest.length / mostPositions);
  const random = philox.streams(philox.derive(seedKey(0), stream), 1).lane(0);
  const values = runs.map((run) => blockMeans(run.map(({ value }) => value), blockSize));
  return {
    blockSize, episodes: blockMeans(longest.map(({ episode }) => episode), blockSize),
    curve: learningCurve(values, { random, resamples: bandResamples, statistic: interquartileMean }),
  };
}

/** The last block may be smaller. */
function blockMeans(values: readonly number[], size: number): readonly number[] {
  const blockCount = Math.ceil(values.length / size);
  return Array.from({ length: blockCount }, (_, block) => mean(values.slice(block * size, (block + 1) * size)));
}
