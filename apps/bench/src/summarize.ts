import type { Experiment, FinishedCell, Metric, Study, Verdict } from "@worldwise/experiment";
import { judgeRuns } from "@worldwise/experiment";
import { philox, seedKey } from "@worldwise/math";
import { bootstrapInterval, interquartileMean } from "@worldwise/stats";
import type { CellNumbers } from "./cell-numbers.ts";
import { cellNumbers } from "./cell-numbers.ts";

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
  readonly cells: readonly CellNumbers[];
}

/**
 * Summaries of every study. The same cells give the same bytes: intervals are drawn from streams named by what they are of.
 *
 * Cells are taken one after another, and only their numbers are kept: a generator that reads files serves as well as a list.
 */
export function summarize(experiment: Experiment, cells: Iterable<FinishedCell>): readonly StudySummary[] {
  const members = new Map(experiment.studies.map((study) => [study.name, { study, cells: [] as CellNumbers[] }])); // filled below
  for (const finished of cells) {
    const member = members.get(finished.cell.study);
    member?.cells.push(cellNumbers(member.study, finished));
  }
  return [...members.values()].map((member) => summarizeStudy(member.study, member.cells));
}

function summarizeStudy(study: Study, cells: readonly CellNumbers[]): StudySummary {
  const axes = Object.keys(study.axes).filter((axis) => axis !== "seed");
  const groups = groupBy(cells, ({ cell }) => axes.map((axis) => cell.point[axis] ?? "").join("\u0000"));
  const metrics = Object.entries(study.metrics).map(([name, metric], index) => ({
    name, metric,
    rows: [...groups].map(([key, members]) => (
      summary(key.split("\u0000"), `${study.name}/${name}/${key}`, members.map(({ values }) => values[index]!))
    )),
  }));
  return { study, axes, metrics, cells, verdicts: verdictsOf(study, cells) };
}

function verdictsOf({ claims, metrics }: Study, cells: readonly CellNumbers[]): readonly Verdict[] {
  const names = Object.keys(metrics);
  return claims.map((claim) => {
    const index = names.indexOf(claim.metric);
    return judgeRuns(claim, metrics[claim.metric]!, cells.map(({ cell, values }) => ({ point: cell.point, value: values[index]! })));
  });
}

function summary(labels: readonly string[], name: string, all: readonly number[]): Summary {
  const values = all.filter((value) => Number.isFinite(value));
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
