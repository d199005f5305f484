import type { BootstrapInterval } from "@worldwise/stats";
import { mean } from "@worldwise/stats";
import type { FolderComparison } from "./compare-folders.ts";
import type { GateVerdict } from "./gate.ts";

/** A comparison as plain data, for `--json`. Numbers that are none become null. */
export function comparisonRecord({ a, b, notes, lines, overall, margin }: FolderComparison, gate: GateVerdict | undefined): object {
  return {
    a, b, notes, margin,
    lines: lines.map((line) => ({
      study: line.study, metric: line.metric, better: line.better, at: line.at, pairs: line.a.length,
      meanA: line.a.length > 0 ? mean(line.a) : null, meanB: line.b.length > 0 ? mean(line.b) : null,
      difference: interval(line.difference), improvement: interval(line.improvement),
      wins: line.wins, losses: line.losses, ties: line.ties, pValue: line.pValue, worse: line.worse,
      lost: line.lost, unfinished: line.unfinished,
    })),
    overall: overall.map(({ study, metric, improvement }) => ({ study, metric, improvement: interval(improvement) })),
    gate: gate === undefined ? null : {
      passes: gate.passes, looked: gate.looked,
      regressions: gate.regressions.map(({ line: { study, metric, at }, because }) => ({ study, metric, at, because })),
    },
  };
}

const interval = (found: BootstrapInterval | undefined): object | null =>
  (found ? { estimate: found.estimate, low: found.low, high: found.high } : null);
