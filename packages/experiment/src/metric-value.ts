import { firstReach, mean, median } from "@worldwise/stats";
import type { CellResult, EpisodeRecord } from "./cell.ts";
import type { EpisodeRange, Metric, Reduction } from "./experiment.ts";
import type { QualityRecord } from "./model-quality/quality-record.ts";
import { regret, regretGrowth } from "./regret.ts";

const reductions: { readonly [R in Reduction]: (values: readonly number[]) => number } = {
  sum: (values) => values.reduce((total, value) => total + value, 0),
  mean, median,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
  first: (values) => values[0] ?? Number.NaN,
  last: (values) => values.at(-1) ?? Number.NaN,
};

const reduce = (how: Reduction, values: readonly number[]): number =>
  (values.length === 0 ? Number.NaN : reductions[how](values));

/** The number that a metric makes of a finished cell; NaN where there is nothing to look at. */
export function metricValue(metric: Metric, result: CellResult): number {
  switch (metric.kind) {
    case "episodes-until": {
      const { returnAtLeast = -Infinity } = metric;
      const lengths = result.episodes.map(({ steps, return: total }) => (total >= returnAtLeast ? steps : Infinity));
      return firstReach(lengths, metric.atMost, metric.consecutive) ?? lengths.length + 1;
    }
    case "episode-length": return reduce(metric.reduce, inRange(result.episodes, metric).map(({ steps }) => steps));
    case "episode-return": return reduce(metric.reduce, inRange(result.episodes, metric).map((episode) => episode.return));
    case "evaluation-return": return reduce(metric.reduce, result.evaluations.map((evaluation) => evaluation.return));
    case "exact-return": return exactReturn(result);
    case "model-error": return result.modelErrors?.[metric.of] ?? Number.NaN;
    case "model-quality": return reduce(metric.reduce ?? "last", (result.quality ?? []).map((record) => qualityOf(metric, record)));
    case "policy-loss": return result.policyLoss?.[metric.of] ?? Number.NaN;
    case "value-error": return result.valueErrors?.[metric.of] ?? Number.NaN;
    case "regret": return regret(inRange(result.episodes, metric), result.optimalEpisodeReturn);
    case "regret-growth": return regretGrowth(result.episodes, result.optimalEpisodeReturn, metric.fromEpisode);
    case "agent": return Object.hasOwn(result.metrics, metric.name) ? result.metrics[metric.name]! : Number.NaN;
  }
}

function qualityOf(metric: Extract<Metric, { readonly kind: "model-quality" }>, record: QualityRecord): number {
  if (!("horizon" in metric)) return record.measures[metric.name] ?? Number.NaN;
  return record.byHorizon[metric.name]?.[record.horizons.indexOf(metric.horizon)] ?? Number.NaN;
}

function inRange(
  episodes: readonly EpisodeRecord[], { fromEpisode = 1, toEpisode = Infinity, fromStep = 0 }: EpisodeRange,
): readonly EpisodeRecord[] {
  let begun = 0;
  return episodes.filter(({ episode, steps }) => {
    const start = begun;
    begun += steps;
    return episode >= fromEpisode && episode <= toEpisode && start >= fromStep;
  });
}

/** Relative to the values; the exact values themselves are solved to 1e-10. */
const leastGain = 1e-8;

/** (J(π) − J(uniform)) / (J* − J(uniform)); NaN in worlds where every policy is worth the same, up to rounding. */
function exactReturn({ exact }: CellResult): number {
  if (!exact) return Number.NaN;
  const gain = exact.optimal - exact.uniform;
  return gain > leastGain * Math.max(1, Math.abs(exact.optimal)) ? (exact.policy - exact.uniform) / gain : Number.NaN;
}
