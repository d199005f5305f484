import type { LineComparison, MetricOverall } from "./compare-lines.ts";
import { compareLines, compareOverall } from "./compare-lines.ts";
import { differencesInWords } from "./differences-in-words.ts";
import type { Margin } from "./margin.ts";
import { pairRuns } from "./pair-runs.ts";
import { readSide } from "./run-side.ts";

/** Two run folders, compared. */
export interface FolderComparison {
  readonly a: string;
  readonly b: string;
  /** What differs beside the numbers, and what is missing: a sentence each. */
  readonly notes: readonly string[];
  readonly lines: readonly LineComparison[];
  readonly overall: readonly MetricOverall[];
  readonly margin: Margin;
}

/** Compares the runs of two folders that share study, labels and seed. Reads both, writes nothing. */
export function compareFolders(pathA: string, pathB: string, margin: Margin): FolderComparison {
  const [a, b] = [readSide(pathA), readSide(pathB)];
  const paired = pairRuns(a, b);
  return {
    a: pathA, b: pathB, notes: differencesInWords(a, b), margin,
    lines: compareLines(paired, margin), overall: compareOverall(paired),
  };
}
