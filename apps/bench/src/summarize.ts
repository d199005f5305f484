import type { Experiment, FinishedCell, Metric, Study, Verdict } from "@worldwise/experiment";
import { judgeClaim, metricValue } from "@worldwise/experiment";
import { philox, seedKey } from "@worldwise/math";
import { bootstrapInterval, interquartileMean } from "@worldwise/stats";

/** One method at one place of a study: the interquartile mean of a metric over seeds, with a 95 % bootstrap interval. */
export interface Summary {
  /** Labels of the axes other than `seed`. */
  readonly labels: readonly string[];
  readonly values: readonly number[];
  readonly estimate: number;
  readonly low: number;
  readonly high: number;
}

/** A study's numbers, for tables and reports. */
export interface StudySummary {
  readonly study: Study;
  /** Axes other than `seed`, in their order. */
  readonly axes: readonly string[];
  readonly metrics: readonly { readonly name: string; readonly metric: Metric; readonly rows: readonly Summary[] }[];
  readonly verdicts: readonly Verdict[];
  readonly cells: readonly FinishedCell[];
}

/** Summaries of every study. The same cells give the same bytes: intervals are drawn from streams named by what they are of. */
export function summarize(experiment: Experiment, cells: readonly FinishedCell[]): readonly StudySummary[] {
  return experiment.studies.map((study) => summarizeStudy(study, cells.filter(({ cell }) => cell.study === study.name)));
}

function summarizeStudy(study: Study, cells: readonly FinishedCell[]): StudySummary {
  const axes = Object.keys(study.axes).filter((axis) => axis !== "seed");
  const groups = groupBy(cells, ({ cell }) => axes.map((axis) => cell.point[axis] ?? "").join("\u0000"));
  const metrics = Object.entries(study.metrics).map(([name, metric]) => ({
    name, metric,
    rows: [...groups].map(([key, members]) => summary(key.split("\u0000"), `${study.name}/${name}/${key}`, metric, members)),
  }));
  const verdicts = study.claims.map((claim) => judgeClaim(claim, study.metrics[claim.metric]!, cells));
  return { study, axes, metrics, cells, verdicts };
}

function summary(labels: readonly string[], name: string, metric: Metric, cells: readonly FinishedCell[]): Summary {
  const values = cells.map(({ result }) => metricValue(metric, result)).filter((value) => Number.isFinite(value));
  if (values.length === 0) return { labels, values, estimate: Number.NaN, low: Number.NaN, high: Number.NaN };
  const random = philox.streams(philox.derive(seedKey(0), name), 1).lane(0);
  const { estimate, low, high } = bootstrapInterval(values, interquartileMean, { random });
  return { labels, values, estimate, low, high };
}

/** Members by key, in the order in which keys first appear. */
export function groupBy<Member>(
  members: readonly Member[], key: (member: Member) => string,
): ReadonlyMap<string, readonly Member[]> {
  const groups = new Map<string, Member[]>();
  for (const member of members) {
    const group = groups.get(key(member));
    if (group) group.push(member);
    else groups.set(key(member), [member]);
  }
  return groups;
}
