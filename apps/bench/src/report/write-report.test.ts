import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { planCells } from "@worldwise/experiment";
import { sha256 } from "@worldwise/experiment/node";
import { afterAll, expect, test } from "vitest";
import { testReport, testResult, testStudy } from "./fixtures/test-report.ts";
import { writeReport } from "./write-report.ts";

const folder = mkdtempSync(join(tmpdir(), "report-"));
afterAll(() => rmSync(folder, { recursive: true }));

const unfinished = (seed: number) => testReport(
  { title: "t", studies: [testStudy({ charts: [{ kind: "metric", metric: "steps", lines: "method" }] })] },
  (cell) => (cell.spec.seed === seed ? undefined : testResult(cell)),
);

test("writes the page, and replaces what an earlier report left beside it", () => {
  const page = writeReport(folder, unfinished(3));
  expect(page).toBe(join(folder, "report.html"));
  const first = readFileSync(page, "utf8");
  writeFileSync(join(folder, "report", "old.svg"), "");
  writeFileSync(join(folder, "report", "notes.txt"), "kept");
  expect(readFileSync(writeReport(folder, unfinished(3)), "utf8")).toBe(first);
  expect(readdirSync(join(folder, "report")).sort())
    .toEqual(["experiment.json", "notes.txt", ...readdirSync(join(folder, "report")).filter((name) => name.startsWith("race-")).sort()]);
  expect(readdirSync(join(folder, "report"))).toContain("race-metric-1-maze.svg");
});

test("shows the last error of runs that are still missing, and of no others", () => {
  const input = unfinished(2);
  const cells = planCells(input.manifest.experiment, input.manifest.codeDigest, sha256);
  const line = (seed: number, error: string): string =>
    cells.filter(({ spec }) => spec.seed === seed).map(({ id }) => `${JSON.stringify({ id, error })}\n`).join("");
  const lines = [line(2, "first try"), line(1, "since finished"), line(2, "no memory"), '{"id":"torn'];
  writeFileSync(join(folder, "failures.jsonl"), lines.join(""));
  const text = readFileSync(writeReport(folder, input), "utf8");
  expect(text).toContain("4 runs ended with an error");
  expect(text).toContain("<pre>no memory</pre>");
  expect(text).not.toMatch(/first try|since finished/);
});
