import type { Metric } from "@worldwise/experiment";
import { philox, seedKey } from "@worldwise/math";
import type { BootstrapInterval } from "@worldwise/stats";
import { holm, improvementIntervalOverTasks, signTest } from "@worldwise/stats";
import type { StudySummary } from "../summarize.ts";
import { studyAxes } from "./study-axes.ts";
import type { MethodRuns } from "./task-runs.ts";
import { comparable, methodRuns, samplesOf } from "./task-runs.ts";

/** Said in captions. */
export const comparisonResamples = 500;
/** A matrix of more is no longer read. */
export const mostCompared = 12;
/** Differences are called clear at this level, after correction. */
export const clearLevel = 0.05;

/** Two methods, over all tasks. */
export interface Comparison {
  /** Places among the methods that are compared. */
  readonly first: number;
  readonly second: number;
  /** That a run of the first is better than one of the second, half for ties; every task counts the same. */
  readonly probability: BootstrapInterval;
  readonly wins: number;
  readonly losses: number;
  readonly ties: number;
  /** Of the two-sided sign test over runs that share task and seed, after Holm's correction for all pairs of methods. */
  readonly pValue: number;
}

/** All pairs of methods of a study by one of its metrics. */
export interface MetricComparison {
  /** The axis whose labels the methods are. */
  readonly method: string;
  /** Place of the metric in the study. */
  readonly place: number;
  readonly metric: Metric;
  readonly runs: MethodRuns;
  readonly comparisons: readonly Comparison[];
}

/** Compares the methods of a study by every metric that at least two of them have in the same task. */
export function studyComparisons(summary: StudySummary): readonly MetricComparison[] {
  const { method } = studyAxes(summary.study);
  if (method === undefined) return [];
  return summary.metrics.flatMap(({ metric }, place) => {
    const runs = comparable(methodRuns(summary, place, method));
    if (runs.methods.length < 2 || runs.tasks.length === 0) return [];
    return [{ method, place, metric, runs, comparisons: comparisonsOf(summary.study.name, runs) }];
  });
}

/** Compares every pair of methods. */
function comparisonsOf(study: string, runs: MethodRuns): readonly Comparison[] {
  const count = Math.min(runs.methods.length, mostCompared);
  const places = Array.from({ length: count }, (_, first) => Array.from({ length: count - first - 1 }, (__, k) => [first, first + 1 + k] as const));
  const compared = places.flat().map(([first, second]) => compare(study, runs, first, second));
  const corrected = holm(compared.map(({ pValue }) => pValue));
  return compared.map((comparison, index) => ({ ...comparison, pValue: corrected[index]! }));
}

function compare(study: string, runs: MethodRuns, first: number, second: number): Comparison {
  const [a, b] = [runs.methods[first]!, runs.methods[second]!];
  const key = philox.derive(seedKey(0), `${study}/${runs.metric}/improvement/${a}/${b}`);
  const probability = improvementIntervalOverTasks(samplesOf(runs, a), samplesOf(runs, b), { key, resamples: comparisonResamples });
  const { wins, losses, ties, pValue } = signTest(pairedSigns(runs, a, b));
  return { first, second, probability, wins, losses, ties, pValue };
}

function pairedSigns({ tasks }: MethodRuns, a: string, b: string): readonly number[] {
  return tasks.flatMap(({ runs }) => [...(runs.get(a) ?? [])].flatMap(([seed, value]) => {
    const other = runs.get(b)?.get(seed);
    return other === undefined ? [] : [Number(value > other) - Number(value < other)];
  }));
}

/** That `row` is better than `column`, read off whichever way round they were compared. */
export function probabilityAt(comparisons: readonly Comparison[], row: number, column: number): number {
  for (const { first, second, probability } of comparisons) {
    if (first === row && second === column) return probability.estimate;
    if (first === column && second === row) return 1 - probability.estimate;
  }
  return Number.NaN;
}

/** Whether two methods differ clearly. */
export const isClear = (comparisons: readonly Comparison[], row: number, column: number): boolean =>
  comparisons.some(({ first, second, pValue }) => (
    pValue <= clearLevel && ((first === row && second === column) || (first === column && second === row))
  ));
