import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cell } from "@worldwise/experiment";
import { planCells } from "@worldwise/experiment";
import type { Manifest } from "@worldwise/experiment/node";
import { resultLines, runFolder, sha256 } from "@worldwise/experiment/node";

/** How the result of one cell compares with that of the run that is repeated. */
export type CellComparison = { readonly cell: Cell } & (
  | { readonly outcome: "equal" }
  /** `line`: of the file, from 1; undefined stands for the end of the file. */
  | { readonly outcome: "different"; readonly line: number; readonly before: string | undefined; readonly now: string | undefined }
  | { readonly outcome: "not-comparable"; readonly because: string }
);

/**
 * Compares the hashes of all results of two runs of one experiment, cell by cell. The names of cells are not compared: they hold the
 * digest of the code.
 *
 * @param before - the folder that was repeated
 * @param now - the folder that it was repeated into
 */
export function compareRuns(before: string, now: string): readonly CellComparison[] {
  const [cells, again] = [cellsOf(before), cellsOf(now)];
  return cells.map((cell, index) => compareCell(cell, [before, cell], [now, again[index]!]));
}

/** What changed between the code of two runs, in words; undefined when it is the same. */
export function codeChange(before: Manifest, now: Manifest): string | undefined {
  if (before.codeDigest === now.codeDigest) return undefined;
  const names = [...new Set([...Object.keys(before.packages), ...Object.keys(now.packages)])].sort();
  const changed = names.filter((name) => before.packages[name] !== now.packages[name])
    .map((name) => `${name} ${before.packages[name] ?? "absent"} → ${now.packages[name] ?? "absent"}`);
  return changed.length > 0 ? changed.join(", ") : "the same versions, but other built files";
}

/** Distinct ones, in order. */
function cellsOf(path: string): readonly Cell[] {
  const { experiment, codeDigest } = runFolder(path).manifest();
  return [...new Map(planCells(experiment, codeDigest, sha256).map((cell) => [cell.id, cell])).values()];
}

type Place = readonly [path: string, cell: Cell];

function compareCell(cell: Cell, before: Place, now: Place): CellComparison {
  const [linesBefore, linesNow] = [linesOf(before), linesOf(now)];
  if (typeof linesBefore === "string") return { cell, outcome: "not-comparable", because: `the run that is repeated has ${linesBefore}` };
  if (typeof linesNow === "string") return { cell, outcome: "not-comparable", because: `the new run has ${linesNow}` };
  if (hashOf(linesBefore) === hashOf(linesNow)) return { cell, outcome: "equal" };
  const first = firstDifference(linesBefore, linesNow);
  return { cell, outcome: "different", line: first + 2, before: linesBefore[first], now: linesNow[first] };
}

/** Lines of the result, or what is there in place of one. */
function linesOf([path, { id }]: Place): readonly string[] | string {
  const file = join(path, "cells", `${id}.jsonl`);
  if (!existsSync(file)) return "no result of it";
  return resultLines(readFileSync(file, "utf8")) ?? "a damaged file of it";
}

const hashOf = (lines: readonly string[]): string => sha256(lines.join("\n"));

function firstDifference(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((line, index) => line !== b[index]);
  return at === -1 ? a.length : at;
}
