import type { Cell, CellResult, Chart, FinishedCell, Study } from "@worldwise/experiment";
import { metricValue } from "@worldwise/experiment";

/** What learning curves are drawn of. */
export type SeriesKind = Extract<Chart, { readonly kind: "learning-curve" }>["of"];

/** Numbers of one run along its way, up to the first that is none. */
export interface Series {
  /** `[N]` Counted from 1. */
  readonly episode: Uint32Array;
  /** `[N]` Real steps taken so far, those of the episode among them. */
  readonly step: Float64Array;
  /** `[N]` */
  readonly value: Float64Array;
}

/** What tables, charts and claims need of a finished cell: its numbers, not its rows. A sweep of ten million rows fits into memory. */
export interface CellNumbers {
  readonly cell: Cell;
  /** Of each metric of the study, in their order; NaN where there is none. */
  readonly values: Float64Array;
  /** Of each kind that a chart of the study shows. */
  readonly series: { readonly [Kind in SeriesKind]?: Series };
  /** Real steps of the whole run. */
  readonly steps: number;
  readonly ending: Pick<CellResult, "exact" | "modelErrors" | "policyLoss" | "grid" | "tables">;
  /** The last measurement of the model, where there was one. */
  readonly quality?: NonNullable<CellResult["quality"]>[number];
}

/** Reads what the charts and metrics of a study look at. */
export function cellNumbers({ metrics, charts }: Study, { cell, result }: FinishedCell): CellNumbers {
  const kinds = new Set(charts.flatMap((chart) => (chart.kind === "learning-curve" ? [chart.of] : [])));
  const { exact, modelErrors, policyLoss, grid, tables } = result;
  const quality = result.quality?.at(-1);
  const showsMaps = charts.some(({ kind }) => kind === "value-map");
  return {
    cell,
    values: Float64Array.from(Object.values(metrics), (metric) => metricValue(metric, result)),
    series: Object.fromEntries([...kinds].map((kind) => [kind, seriesOf(kind, result)])),
    steps: result.episodes.reduce((total, { steps }) => total + steps, 0),
    ending: {
      ...(exact && { exact }), ...(modelErrors && { modelErrors }), ...(policyLoss && { policyLoss }),
      ...(showsMaps && grid && tables && { grid, tables }),
    },
    ...(quality && { quality }),
  };
}

function seriesOf(kind: SeriesKind, result: CellResult): Series {
  return kind === "evaluation" ? ofEvaluations(result) : ofEpisodes(kind, result);
}

function ofEpisodes(kind: "length" | "return", { episodes }: CellResult): Series {
  const value = Float64Array.from(episodes, (episode) => (kind === "length" ? episode.steps : episode.return));
  const count = finiteCount(value);
  const step = new Float64Array(count);
  let total = 0;
  for (let k = 0; k < count; k++) step[k] = total += episodes[k]!.steps;
  return { episode: Uint32Array.from(episodes.slice(0, count), ({ episode }) => episode), step, value: value.slice(0, count) };
}

/** An evaluation stands where the episode before it ended. */
function ofEvaluations({ episodes, evaluations }: CellResult): Series {
  const value = Float64Array.from(evaluations, (evaluation) => evaluation.return);
  const count = finiteCount(value);
  const step = new Float64Array(count);
  let [total, next] = [0, 0];
  for (let k = 0; k < count; k++) {
    for (; next < episodes.length && episodes[next]!.episode <= evaluations[k]!.episode; next++) total += episodes[next]!.steps;
    step[k] = total;
  }
  return { episode: Uint32Array.from(evaluations.slice(0, count), ({ episode }) => episode), step, value: value.slice(0, count) };
}

/** How many numbers there are before the first that is none. */
function finiteCount(value: Float64Array): number {
  const broken = value.findIndex((number) => !Number.isFinite(number));
  return broken < 0 ? value.length : broken;
}
