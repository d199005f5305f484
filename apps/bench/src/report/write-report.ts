import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "@worldwise/experiment/node";
import type { StudySummary } from "../summarize.ts";
import { studyLines } from "../text-table.ts";

/** What a report is made of. */
export interface ReportInput {
  readonly manifest: Manifest;
  readonly summaries: readonly StudySummary[];
  /** Cells of the experiment, finished or not. */
  readonly planned: number;
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escape = (text: string): string => text.replace(/[&<>"']/g, (letter) => escapes[letter]!);

/** Writes `report.html` into a run folder, and returns its path. */
export function writeReport(folder: string, { manifest, summaries }: ReportInput): string {
  const file = join(folder, "report.html");
  const studies = summaries.map((summary) => `<pre>${escape(studyLines(summary).join("\n"))}</pre>`).join("\n");
  writeFileSync(file, `<!doctype html><meta charset="utf-8"><title>${escape(manifest.experiment.title)}</title>\n${studies}\n`);
  return file;
}
