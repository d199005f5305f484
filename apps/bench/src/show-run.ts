import { pathToFileURL } from "node:url";
import { planCells } from "@worldwise/experiment";
import { runFolder, sha256 } from "@worldwise/experiment/node";
import { finishedCells } from "./finished-cells.ts";
import { writeReport } from "./report/write-report.ts";
import { summarize } from "./summarize.ts";
import { studyLines } from "./text-table.ts";

/** Prints the tables of a run folder, or a JSON summary, and writes its report. Everything that is shown is read back from the folder. */
export function showRun(path: string, json: boolean): void {
  const folder = runFolder(path);
  const manifest = folder.manifest();
  const cells = planCells(manifest.experiment, manifest.codeDigest, sha256);
  const summaries = summarize(manifest.experiment, finishedCells(folder, cells));
  const finished = summaries.reduce((count, summary) => count + summary.cells.length, 0);
  const file = writeReport(path, { manifest, summaries, planned: cells.length });
  if (json) {
    console.log(JSON.stringify({
      experiment: manifest.experiment.name, cells: cells.length, finished, report: file,
      studies: summaries.map(({ study, axes, metrics, verdicts }) => ({
        name: study.name, axes, metrics: metrics.map(({ name, rows }) => ({ name, rows })),
        claims: verdicts.map(({ claim, holds, because }) => ({ says: claim.says, holds: holds ?? null, because })),
      })),
    }));
    return;
  }
  console.log([manifest.experiment.title, ...summaries.flatMap(studyLines)].join("\n"));
  console.log(`\n${finished} of ${cells.length} cells finished; report: ${pathToFileURL(file).href}`);
}
