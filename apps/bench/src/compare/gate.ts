import { holm } from "@worldwise/stats";
import type { LineComparison } from "./compare-lines.ts";

/** What a gate looks at. */
export interface GateOptions {
  /** It closes when the probability of a regression reaches this. */
  readonly threshold: number;
  /** Names of metrics; all without them. */
  readonly metrics?: readonly string[];
}

/** A line at which the gate closes. */
export interface Regression {
  readonly line: LineComparison;
  /** In words. */
  readonly because: string;
}

/** What a gate found. */
export interface GateVerdict {
  readonly passes: boolean;
  /** Lines that were looked at. */
  readonly looked: number;
  readonly regressions: readonly Regression[];
}

/**
 * Judges the lines of some metrics. The more lines there are, the surer a regression must be: probabilities of no regression are
 * corrected by Holm's method, so that harmless changes seldom close the gate.
 *
 * What cannot be judged is no pass: runs that B lost or did not finish, lines of fewer than two pairs, and nothing at all to look at.
 */
export function judgeGate(lines: readonly LineComparison[], { threshold, metrics }: GateOptions): GateVerdict {
  const looked = lines.filter(({ metric }) => metrics === undefined || metrics.includes(metric));
  const judged = looked.filter(({ worse }) => !Number.isNaN(worse));
  const corrected = holm(judged.map(({ worse }) => 1 - worse));
  const surely = new Map(judged.map((line, index) => [line, 1 - corrected[index]!] as const));
  const regressions = looked.flatMap((line): readonly Regression[] => {
    const because = reasonOf(line, surely.get(line), threshold);
    return because === undefined ? [] : [{ line, because }];
  });
  return { passes: looked.length > 0 && regressions.length === 0, looked: looked.length, regressions };
}

function reasonOf({ a, lost, unfinished }: LineComparison, probability: number | undefined, threshold: number): string | undefined {
  if (probability !== undefined && probability >= threshold) {
    return `B is worse with probability ${probability.toFixed(3)}, after correction for all lines`;
  }
  if (lost > 0) return `${lost} ${runs(lost)} of B ${lost === 1 ? "has" : "have"} no number where A has one`;
  if (unfinished > 0) return `${unfinished} ${runs(unfinished)} of B ${unfinished === 1 ? "is" : "are"} not finished`;
  if (probability === undefined) return `${a.length === 0 ? "no pair" : "one pair"} of runs: too few to judge`;
  return undefined;
}

const runs = (count: number): string => (count === 1 ? "run" : "runs");
