import { mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { planCells } from "@worldwise/experiment";
import { sha256 } from "@worldwise/experiment/node";
import type { ReportInput } from "./build-report.ts";
import { buildReport } from "./build-report.ts";
import { readFailures } from "./failures.ts";
import { readTimings } from "./timings.ts";

export type { ReportInput } from "./build-report.ts";

/**
 * Writes `report.html` into a run folder, and beside it `report/` with each chart as an SVG file and each table and curve as CSV.
 *
 * What an earlier report left in `report/` is removed.
 *
 * @returns path of `report.html`
 */
export function writeReport(folder: string, input: ReportInput): string {
  const { page, files } = buildReport(input, { failures: readFailures(folder, unfinishedCells(input)), timings: readTimings(folder) });
  const beside = join(folder, "report");
  mkdirSync(beside, { recursive: true });
  for (const name of readdirSync(beside)) if (/\.(svg|csv)$/.test(name)) rmSync(join(beside, name));
  for (const [name, content] of files) writeFileSync(join(beside, name), content);
  const file = join(folder, "report.html");
  writeFileSync(file, page);
  return file;
}

function unfinishedCells({ manifest, summaries }: ReportInput): ReturnType<typeof planCells> {
  const finished = new Set(summaries.flatMap(({ cells }) => cells.map(({ cell }) => cell.id)));
  return planCells(manifest.experiment, manifest.codeDigest, sha256).filter(({ id }) => !finished.has(id));
}
