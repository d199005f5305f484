import type { StudySummary } from "../summarize.ts";
import { groupBy } from "../summarize.ts";
import { facetsOf, labelsOf } from "./facets.ts";

/** The numbers of one task: a combination of all axes but the methods' and `seed`. Higher is better. */
export interface TaskRuns {
  readonly name: string;
  /** By the label of the method, then by seed. Runs without a number are left out. */
  readonly runs: ReadonlyMap<string, ReadonlyMap<string, number>>;
}

/** A metric of a study, task by task, for comparing methods. */
export interface MethodRuns {
  readonly metric: string;
  readonly methods: readonly string[];
  readonly tasks: readonly TaskRuns[];
  /** How many runs have no number. */
  readonly leftOut: number;
}

/** Sorts the numbers of a metric by task, method and seed; turns them round where lower is better. */
export function methodRuns({ study, cells, metrics }: StudySummary, metricIndex: number, method: string): MethodRuns {
  const { name, metric } = metrics[metricIndex]!;
  const sign = metric.better === "higher" ? 1 : -1;
  const valueOf = ({ values }: (typeof cells)[number]): number => sign * values[metricIndex]!;
  const tasks = facetsOf(study, cells, method).map((facet) => ({
    name: facet.name,
    runs: new Map([...groupBy(facet.cells, ({ cell }) => cell.point[method] ?? "")].map(([label, members]) => [
      label, new Map(members.filter((cell) => Number.isFinite(valueOf(cell))).map((cell) => [cell.cell.point["seed"] ?? "", valueOf(cell)])),
    ])),
  }));
  const leftOut = cells.filter((cell) => !Number.isFinite(valueOf(cell))).length;
  return { metric: name, methods: labelsOf(study, method), tasks, leftOut };
}

/** Those methods that have a run in every task that any of them has, and these tasks: what can be compared over all of them. */
export function comparable({ methods, tasks, ...rest }: MethodRuns): MethodRuns {
  const has = ({ runs }: TaskRuns, label: string): boolean => (runs.get(label)?.size ?? 0) > 0;
  const present = methods.filter((label) => tasks.some((task) => has(task, label)));
  return { ...rest, methods: present, tasks: tasks.filter((task) => present.every((label) => has(task, label))) };
}

/** `[T][N_t]` The numbers of one method. */
export const samplesOf = ({ tasks }: MethodRuns, label: string): readonly (readonly number[])[] =>
  tasks.map(({ runs }) => [...(runs.get(label) ?? new Map<string, number>()).values()]);
