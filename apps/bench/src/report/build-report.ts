import type { Manifest } from "@worldwise/experiment/node";
import type { StudySummary } from "../summarize.ts";
import { studyComparisons } from "./comparisons.ts";
import { metricCsv } from "./data-files.ts";
import { tableCsv } from "./data-table.ts";
import type { Failure } from "./failures.ts";
import { fileName } from "./file-name.ts";
import { render } from "./html.ts";
import { briefOf } from "./in-brief.ts";
import type { Picture } from "./picture.ts";
import { standaloneSvg } from "./picture.ts";
import { reportDocument } from "./report-document.ts";
import { studyParts } from "./study-parts.ts";
import type { Timings } from "./study-pictures.ts";
import { studyPictures } from "./study-pictures.ts";
import type { DrawnStudy } from "./study-section.ts";

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

/** What is known of a run beside its finished cells. */
export interface ReportExtras {
  readonly failures?: readonly Failure[];
  readonly timings?: Timings;
}

/** Makes the page and the files beside it. The same input gives the same bytes. */
export function buildReport({ manifest, summaries, planned }: ReportInput, { failures = [], timings }: ReportExtras = {}): Report {
  const studies = summaries.map((summary) => {
    const compared = studyComparisons(summary);
    const [charts, parts] = [studyPictures(summary, timings), studyParts(summary, compared)];
    return { summary, charts, parts, brief: briefOf(summary, compared) };
  });
  const finished = summaries.reduce((count, { cells }) => count + cells.length, 0);
  const page = render(reportDocument({ manifest, studies, failures, planned, finished }));
  const files = new Map([["experiment.json", `${JSON.stringify(manifest.experiment, null, 2)}\n`]]);
  for (const study of studies) addStudy(files, study);
  return { page, files };
}

function addStudy(files: Map<string, string>, { summary, charts, parts }: DrawnStudy): void {
  summary.metrics.forEach(({ name }, index) => {
    add(files, fileName(summary.study.name, "values", index + 1, name), ".csv", metricCsv(summary, index));
  });
  for (const { picture, csv } of charts.flatMap(({ pictures }) => pictures.flatMap(({ views }) => views))) addPicture(files, picture, csv);
  for (const view of parts.flatMap(({ views }) => views)) {
    for (const { picture, csv } of view.pictures) addPicture(files, picture, csv);
    for (const table of view.tables) add(files, table.name, ".csv", tableCsv(table));
  }
}

function addPicture(files: Map<string, string>, picture: Picture, csv: string | undefined): void {
  add(files, picture.name, ".svg", standaloneSvg(picture));
  if (csv !== undefined) add(files, picture.name, ".csv", csv);
}

/** Labels that read the same as a file name get a number. */
function add(files: Map<string, string>, name: string, ending: string, content: string): void {
  let candidate = name + ending;
  for (let next = 2; files.has(candidate); next++) candidate = `${name}-${next}${ending}`;
  files.set(candidate, content);
}
