import { alignColumns } from "../text-table.ts";
import type { FolderComparison } from "./compare-folders.ts";
import { comparisonTables, lineName } from "./comparison-rows.ts";
import type { GateVerdict } from "./gate.ts";

/** How to read the tables. */
export const howToRead: string = "B − A is the mean over pairs, with a 95 % bootstrap interval; P(B better) that a run of B beats one of A; "
  + "p of the sign test over pairs, corrected for all lines; P(worse) that B’s mean is worse than A’s.";

/** A comparison for the terminal. */
export function comparisonLines(comparison: FolderComparison, gate: GateVerdict | undefined): readonly string[] {
  const tables = comparisonTables(comparison).flatMap(({ title, rows }) => ["", title, ...alignColumns(rows).map((line) => `  ${line}`)]);
  return [
    `A: ${comparison.a}`, `B: ${comparison.b}`, ...comparison.notes.map((note) => `  ${note}`), ...tables,
    ...(tables.length > 0 ? ["", howToRead] : ["", "Nothing can be compared."]), ...(gate ? ["", ...gateLines(gate)] : []),
  ];
}

/** What the gate says: first whether it passes, then why not. */
export function gateLines({ passes, looked, regressions }: GateVerdict): readonly string[] {
  if (looked === 0) return ["Gate: FAILED. There is nothing to look at."];
  if (passes) return [`Gate: passed. No regression on ${looked} ${looked === 1 ? "line" : "lines"}.`];
  return [
    `Gate: FAILED on ${regressions.length} of ${looked} ${looked === 1 ? "line" : "lines"}.`,
    ...regressions.map(({ line, because }) => `  ${line.study}: ${line.metric}, ${lineName(line.at)}: ${because}`),
  ];
}
