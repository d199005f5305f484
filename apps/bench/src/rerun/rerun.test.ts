import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cell, CellResult } from "@worldwise/experiment";
import { parseExperiment, planCells } from "@worldwise/experiment";
import type { RunFolder } from "@worldwise/experiment/node";
import { runFolder, sha256 } from "@worldwise/experiment/node";
import { afterAll, describe, expect, test } from "vitest";
import { codeChange, compareRuns } from "./compare-runs.ts";
import { rerunInWords } from "./in-words.ts";

const folders: string[] = [];
afterAll(() => { for (const folder of folders) rmSync(folder, { recursive: true }); });

const experiment = parseExperiment(`
name: small
title: Small
studies:
  - name: first
    title: First
    environment: a/b
    agent: a/c
    axes: { seed: 1..4 }
    budget: { episodes: 3 }
    metrics: { steps: { kind: episode-length, reduce: sum, better: lower } }
`);
const resultOf = (lengths: readonly number[]): CellResult =>
  ({ episodes: lengths.map((steps, index) => ({ episode: index + 1, steps, return: 1, terminated: true })), evaluations: [], metrics: {} });

/** A folder of some code with results of its cells, undefined where one is missing. */
function runOf(codeDigest: string, results: readonly (CellResult | undefined)[], packages: Readonly<Record<string, string>> = {}): { folder: RunFolder; cells: readonly Cell[] } {
  const folder = runFolder(mkdtempSync(join(tmpdir(), "worldwise-rerun-")));
  folders.push(folder.path);
  folder.begin({ experiment, codeDigest, packages });
  const cells = planCells(experiment, codeDigest, sha256);
  cells.forEach((cell, index) => { if (results[index]) folder.commit(cell, results[index]); });
  return { folder, cells };
}

const four = [[3], [3, 4], [5], [6]].map(resultOf);

describe("compareRuns", () => {
  test("equal results are equal, whatever the code is called", () => {
    const [before, now, other] = [runOf("aa", four), runOf("aa", four), runOf("bb", four)];
    for (const { folder } of [now, other]) {
      expect(compareRuns(before.folder.path, folder.path).map(({ outcome }) => outcome)).toEqual(["equal", "equal", "equal", "equal"]);
    }
  });

  test("what differs is named by its first line in the file; what is missing or damaged, too", () => {
    const before = runOf("aa", [...four.slice(0, 3), undefined]);
    const now = runOf("bb", [resultOf([3, 9]), resultOf([3, 8]), four[2], four[3]]);
    writeFileSync(join(now.folder.path, "cells", `${now.cells[2]!.id}.jsonl`), "half");
    const end = '{"kind":"end","metrics":{}}';
    const episode = (steps: number): string => `{"episode":2,"kind":"episode","return":1,"steps":${steps},"terminated":true}`;
    expect(compareRuns(before.folder.path, now.folder.path)).toEqual([
      { cell: before.cells[0], outcome: "different", line: 3, before: end, now: episode(9) },
      { cell: before.cells[1], outcome: "different", line: 3, before: episode(4), now: episode(8) },
      { cell: before.cells[2], outcome: "not-comparable", because: "the new run has a damaged file of it" },
      { cell: before.cells[3], outcome: "not-comparable", because: "the run that is repeated has no result of it" },
    ]);
  });
});

describe("in words", () => {
  test("which differ, where, and what changed in the code", () => {
    const [before, now] = [runOf("aa", four, { a: "1.0.0", b: "1.0.0", c: "1.0.0" }), runOf("bb", [four[0], resultOf([3, 8]), four[2]], { a: "1.0.0", b: "1.1.0", d: "1.0.0" })];
    const change = codeChange(before.folder.manifest(), now.folder.manifest());
    const run = { folder: now.folder, cells: now.cells, progress: { finished: 3, failed: 1, total: 4, found: 0 }, failures: [] };
    expect(rerunInWords({ run, codeChange: change, comparisons: compareRuns(before.folder.path, now.folder.path) })).toEqual([
      "first seed 2: differs from line 3 on",
      '  was {"episode":2,"kind":"episode","return":1,"steps":4,"terminated":true}',
      '  is  {"episode":2,"kind":"episode","return":1,"steps":8,"terminated":true}',
      "first seed 4: the new run has no result of it",
      "The code is another one: b 1.0.0 → 1.1.0, c 1.0.0 → absent, d absent → 1.0.0.",
      "2 of 4 results are the same, 1 differ, 1 cannot be compared.",
    ]);
  });

  test("other built files of the same versions are other code", () => {
    const [before, now, same] = [runOf("aa", four), runOf("bb", four), runOf("aa", four)].map(({ folder }) => folder.manifest());
    expect([codeChange(before!, now!), codeChange(before!, same!)]).toEqual(["the same versions, but other built files", undefined]);
  });
});
