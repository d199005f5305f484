import type { Chart } from "@worldwise/experiment";
import type { RandomKey } from "@worldwise/math";
import { philox, seedKey } from "@worldwise/math";
import type { BootstrapInterval, LearningCurve, RunCurve, Sample } from "@worldwise/stats";
import { aggregateIntervals, mean, sampleEfficiencyCurve } from "@worldwise/stats";
import type { CellNumbers, Series } from "../cell-numbers.ts";
import type { StudySummary } from "../summarize.ts";
import { groupBy } from "../summarize.ts";
import type { Facet } from "./facets.ts";
import { labelsOf } from "./facets.ts";

/** A chart of learning curves. */
export type CurveChart = Extract<Chart, { readonly kind: "learning-curve" }>;

/** What learning is counted in. Seconds are a run's own, shared out over its real steps. */
export type CurveAxis = "episode" | "step" | "second";

/** The curve of one label: the interquartile mean over seeds with its band. */
export interface CurveLine {
  readonly label: string;
  /** Place of the label on its axis. */
  readonly place: number;
  /** `[X]` Episodes count from 1; of a block, its middle. */
  readonly positions: readonly number[];
  /** How many points in a row of a run became one, their mean. */
  readonly blockSize: number;
  /** `[X]` */
  readonly curve: Pick<LearningCurve, "estimate" | "low" | "high" | "count">;
}

/** How curves are counted. */
export interface CurveOptions {
  readonly along: CurveAxis;
  /** How long each cell took, by its id, in milliseconds. */
  readonly timings?: ReadonlyMap<string, number>;
}

/** How bands are made, said in captions. */
export const bandResamples = 500;
/** Longer runs are averaged over blocks: more positions would show noise, not learning. */
const mostPositions = 100;
/** Intervals of a curve over steps or seconds. */
const gridSize = 40;

/**
 * The curves of one picture. Labels without a finished run are left out.
 *
 * Streams are named by what they are of, so the same runs give the same bytes.
 */
export function curvesOf(
  { study }: StudySummary, chart: CurveChart, { cells, name }: Facet, options: CurveOptions = { along: "episode" },
): readonly CurveLine[] {
  const groups = groupBy(cells, ({ cell }) => cell.point[chart.lines] ?? "");
  return labelsOf(study, chart.lines).flatMap((label, place) => {
    const runs = (groups.get(label) ?? []).flatMap((cell) => runOf(chart, cell, options));
    if (runs.length === 0) return [];
    const key = philox.derive(seedKey(0), `${study.name}/${chart.of}/${name}/${label}`);
    return [{ label, place, ...(options.along === "episode" ? overEpisodes(runs, key) : overPositions(runs, key)) }];
  });
}

/** A run as positions and values. */
type RunPoints = { readonly [Field in keyof RunCurve]: Float64Array };

/** Nothing where there is no number, or no time where seconds are wanted. */
function runOf(
  { of, toEpisode = Infinity }: CurveChart, { cell, series, steps }: CellNumbers, { along, timings }: CurveOptions,
): readonly RunPoints[] {
  const whole = series[of];
  if (!whole || whole.value.length === 0) return [];
  const beyond = whole.episode.findIndex((episode) => episode > toEpisode);
  const count = beyond < 0 ? whole.value.length : beyond;
  const secondsOfStep = (timings?.get(cell.id) ?? 0) / 1000 / steps;
  if (count === 0 || (along === "second" && !(secondsOfStep > 0))) return [];
  return [{ positions: positionsOf(whole, along, secondsOfStep).slice(0, count), values: whole.value.slice(0, count) }];
}

function positionsOf({ episode, step }: Series, along: CurveAxis, secondsOfStep: number): Float64Array {
  switch (along) {
    case "episode": return Float64Array.from(episode);
    case "step": return step;
    case "second": return step.map((count) => count * secondsOfStep);
  }
}

type Drawn = Omit<CurveLine, "label" | "place">;

/** At each episode, the runs that reach it. */
function overEpisodes(runs: readonly RunPoints[], key: RandomKey): Drawn {
  const longest = runs.reduce((best, run) => (run.values.length > best.values.length ? run : best));
  const blockSize = blockSizeOf(runs);
  const blocks = runs.map(({ values }) => blockMeans(values, blockSize));
  const positions = blockMeans(longest.positions, blockSize);
  const intervals = positions.map((_, x) => intervalOf(blocks.flatMap((run) => run[x] ?? []), key));
  return { positions, blockSize, curve: curveFrom(intervals) };
}

type CountedInterval = Pick<BootstrapInterval, "estimate" | "low" | "high"> & { readonly count: number };

function intervalOf(values: Sample, key: RandomKey): CountedInterval {
  const options = { key, resamples: bandResamples, aggregates: ["interquartileMean"] } as const;
  return { ...aggregateIntervals([values], options).interquartileMean!, count: values.length };
}

const curveFrom = (intervals: readonly CountedInterval[]): CurveLine["curve"] => ({
  estimate: Float64Array.from(intervals, ({ estimate }) => estimate),
  low: Float64Array.from(intervals, ({ low }) => low),
  high: Float64Array.from(intervals, ({ high }) => high),
  count: Uint32Array.from(intervals, ({ count }) => count),
});

/** Up to where the first run ends: beyond it, those that go on would stand for all. */
function overPositions(runs: readonly RunPoints[], key: RandomKey): Drawn {
  const blockSize = blockSizeOf(runs);
  const blocks = runs.map((run) => fromStart(run, blockSize));
  const end = Math.min(...blocks.map(({ positions }) => positions.at(-1)!));
  const positions = Array.from({ length: gridSize + 1 }, (_, x) => end * (x / gridSize));
  const curve = sampleEfficiencyCurve([blocks], { positions, beyond: "carry", key, resamples: bandResamples });
  return { positions, blockSize, curve };
}

/** Blocks stand where they end; from the start to there, the first one's value holds. */
function fromStart({ positions, values }: RunPoints, blockSize: number): { readonly [Field in keyof RunCurve]: readonly number[] } {
  const means = blockMeans(values, blockSize);
  const ends = means.map((_, block) => positions[Math.min((block + 1) * blockSize, values.length) - 1]!);
  return { positions: [0, ...ends], values: [means[0]!, ...means] };
}

const blockSizeOf = (runs: readonly RunPoints[]): number =>
  Math.ceil(runs.reduce((most, { values }) => Math.max(most, values.length), 0) / mostPositions);

/** The last block may be smaller. */
function blockMeans(values: Float64Array, size: number): readonly number[] {
  const blockCount = Math.ceil(values.length / size);
  return Array.from({ length: blockCount }, (_, block) => mean(values.subarray(block * size, (block + 1) * size)));
}
