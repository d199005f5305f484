import { canonicalJson } from "@worldwise/experiment";
import { philox, seedKey } from "@worldwise/math";
import type { BootstrapInterval } from "@worldwise/stats";
import { aggregateIntervals, holm, improvementIntervalOverTasks, pairedDifferences, signTest } from "@worldwise/stats";
import { groupBy } from "../summarize.ts";
import type { Margin } from "./margin.ts";
import { probabilityWorse } from "./margin.ts";
import type { PairedLine } from "./pair-runs.ts";

/** What came of comparing one line; undefined where there is no pair. */
export interface LineComparison extends PairedLine {
  /** Mean of B − A over pairs, in the unit of the metric, with a 95 % bootstrap interval. */
  readonly difference: BootstrapInterval | undefined;
  /** That a run of B is better than one of A, half for ties, with a 95 % bootstrap interval. */
  readonly improvement: BootstrapInterval | undefined;
  /** Pairs in which B is better, worse, the same. */
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** Of the two-sided sign test over pairs, after Holm's correction for all lines and metrics; NaN without a pair. */
  readonly pValue: number;
  /** That B is worse than A by more than the margin; NaN where there are fewer than two pairs. */
  readonly worse: number;
}

/** A metric over all lines of a study, every line counting the same. */
export interface MetricOverall {
  readonly study: string;
  readonly metric: string;
  readonly improvement: BootstrapInterval;
}

/** Compares every line. The same runs give the same bytes. */
export function compareLines(lines: readonly PairedLine[], margin: Margin): readonly LineComparison[] {
  const compared = lines.map((line) => compareLine(line, margin));
  const judged = compared.filter(({ pValue }) => !Number.isNaN(pValue));
  const pValues = holm(judged.map(({ pValue }) => pValue));
  const corrected = new Map(judged.map((line, index) => [line, pValues[index]!] as const));
  return compared.map((line) => ({ ...line, pValue: corrected.get(line) ?? Number.NaN }));
}

function compareLine(line: PairedLine, margin: Margin): LineComparison {
  const sign = line.better === "higher" ? 1 : -1;
  const differences = pairedDifferences(line.b, line.a);
  const worse = probabilityWorse(line, margin);
  if (differences.length === 0) {
    return { ...line, difference: undefined, improvement: undefined, wins: 0, losses: 0, ties: 0, pValue: Number.NaN, worse };
  }
  const key = philox.derive(seedKey(0), canonicalJson(["compare", line.study, line.metric, line.at]));
  const { wins, losses, ties, pValue } = signTest(differences.map((difference) => sign * difference));
  const turned = (values: readonly number[]): readonly number[] => values.map((value) => sign * value);
  return {
    ...line, wins, losses, ties, pValue, worse,
    difference: aggregateIntervals([differences], { key, aggregates: ["mean"] }).mean,
    improvement: improvementIntervalOverTasks([turned(line.b)], [turned(line.a)], { key }),
  };
}

/** For each study and metric with more than one line. */
export function compareOverall(lines: readonly PairedLine[]): readonly MetricOverall[] {
  const paired = lines.filter(({ a }) => a.length > 0);
  return [...groupBy(paired, ({ study, metric }) => canonicalJson([study, metric]))].flatMap(([name, members]) => {
    const { study, metric, better } = members[0]!;
    if (members.length < 2) return [];
    const sign = better === "higher" ? 1 : -1;
    const of = (side: "a" | "b"): readonly (readonly number[])[] => members.map((line) => line[side].map((value) => sign * value));
    const key = philox.derive(seedKey(0), `compare overall ${name}`);
    return [{ study, metric, improvement: improvementIntervalOverTasks(of("b"), of("a"), { key }) }];
  });
}
