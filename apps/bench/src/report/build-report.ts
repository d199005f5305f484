import type { Manifest } from "@worldwise/experiment/node";
import type { StudySummary } from "../summarize.ts";
import { metricCsv } from "./data-files.ts";
import type { Failure } from "./failures.ts";
import { fileName } from "./file-name.ts";
import { render } from "./html.ts";
import { standaloneSvg } from "./picture.ts";
import { reportDocument } from "./report-document.ts";
import type { DrawnChart } from "./study-pictures.ts";
import { studyPictures } from "./study-pictures.ts";

/** What a report is made of. */
export interface ReportInput {
  readonly manifest: Manifest;
  readonly summaries: readonly StudySummary[];
  /** Runs of the experiment, finished or not. */
  readonly planned: number;
}

/** A report as text. */
export interface Report {
  readonly page: string;
  /** Content of the files beside it, by name. */
  readonly files: ReadonlyMap<string, string>;
}

/** Makes the page and the files beside it. The same input gives the same bytes. */
export function buildReport({ manifest, summaries, planned }: ReportInput, failures: readonly Failure[] = []): Report {
  const studies = summaries.map((summary) => ({ summary, charts: studyPictures(summary) }));
  const finished = summaries.reduce((count, { cells }) => count + cells.length, 0);
  const page = render(reportDocument({ manifest, studies, failures, planned, finished }));
  const files = new Map([["experiment.json", `${JSON.stringify(manifest.experiment, null, 2)}\n`]]);
  for (const { summary, charts } of studies) addStudy(files, summary, charts);
  return { page, files };
}

function addStudy(files: Map<string, string>, summary: StudySummary, charts: readonly DrawnChart[]): void {
  summary.metrics.forEach(({ name, metric }, index) => {
    add(files, fileName(summary.study.name, "values", index + 1, name), ".csv", metricCsv(summary, metric));
  });
  for (const { picture, csv } of charts.flatMap(({ pictures }) => pictures)) {
    add(files, picture.name, ".svg", standaloneSvg(picture));
    if (csv !== undefined) add(files, picture.name, ".csv", csv);
  }
}

/** Labels that read the same as a file name get a number. */
function add(files: Map<string, string>, name: string, ending: string, content: string): void {
  let candidate = name + ending;
  for (let next = 2; files.has(candidate); next++) candidate = `${name}-${next}${ending}`;
  files.set(candidate, content);
}
