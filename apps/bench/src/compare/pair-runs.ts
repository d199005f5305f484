import type { Metric, Point } from "@worldwise/experiment";
import { canonicalJson } from "@worldwise/experiment";
import { groupBy } from "../summarize.ts";
import type { RunSide, SideRun } from "./run-side.ts";

/** The numbers of a metric on one line of a study: equal labels of every axis but `seed`. */
export interface PairedLine {
  readonly study: string;
  readonly metric: string;
  readonly better: Metric["better"];
  /** Labels of the axes other than `seed`. */
  readonly at: Point;
  /** `[K]` Of runs that both folders finished and that have a number in both; entry k of both has the same seed. */
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** Runs of A with a number that B finished without one. */
  readonly lost: number;
  /** Runs of A with a number that B plans and has not finished: they failed, or are still to be run. */
  readonly unfinished: number;
}

/** Pairs the runs of two folders, metric by metric. Studies, metrics and labels that only one has are left out. */
export function pairRuns(a: RunSide, b: RunSide): readonly PairedLine[] {
  const lines = groupBy([...a.runs], ([, run]) => canonicalJson([run.study, lineOf(run)]));
  return [...lines.values()].flatMap((members) => {
    const [[, first]] = members as [[string, SideRun]]; // groups are never empty
    const here = a.studies.get(first.study)?.metrics ?? {};
    const there = b.studies.get(first.study)?.metrics ?? {};
    const shared = Object.entries(here).filter(([name, metric]) => name in there && canonicalJson(metric) === canonicalJson(there[name]));
    return shared.map(([name, { better }]) => ({
      study: first.study, metric: name, better, at: lineOf(first), ...pairValues(members, name, b),
    })).filter((line) => line.a.length + line.lost + line.unfinished > 0);
  });
}

function lineOf({ point }: SideRun): Point {
  return Object.fromEntries(Object.entries(point).filter(([axis]) => axis !== "seed"));
}

function pairValues(
  members: readonly (readonly [key: string, run: SideRun])[], metric: string, b: RunSide,
): Pick<PairedLine, "a" | "b" | "lost" | "unfinished"> {
  const numbered = members.flatMap(([key, run]) => {
    const value = run.values.get(metric) ?? Number.NaN;
    return Number.isFinite(value) ? [{ key, value, other: b.runs.get(key)?.values.get(metric) }] : [];
  });
  const pairs = numbered.flatMap(({ value, other = Number.NaN }) => (Number.isFinite(other) ? [[value, other] as const] : []));
  return {
    a: pairs.map(([value]) => value), b: pairs.map(([, other]) => other),
    lost: numbered.filter(({ other }) => other !== undefined && !Number.isFinite(other)).length,
    unfinished: numbered.filter(({ key, other }) => other === undefined && b.planned.has(key)).length,
  };
}
