#!/usr/bin/env node
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, extname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Experiment } from "@worldwise/experiment";
import { parseExperiment, planCells, readExperiment } from "@worldwise/experiment";
import { runFolder, sha256 } from "@worldwise/experiment/node";
import { WorldwiseError } from "@worldwise/protocol";
import { Command, InvalidArgumentError } from "commander";
import { progressLines } from "./progress-lines.ts";
import { writeReport } from "./report/write-report.ts";
import { runExperiment } from "./run-experiment.ts";
import { summarize } from "./summarize.ts";
import { studyLines } from "./text-table.ts";

const harness = fileURLToPath(new URL("..", import.meta.url));
const shipped = join(harness, "experiments");
/** Exit codes: 0 all ran, 1 some cells failed, 2 wrong use. */
const exitCodes = { cellsFailed: 1, wrongUse: 2 } as const;

const program = new Command("worldwise-bench")
  .description("Runs experiments that are data, and reports what they showed")
  .showHelpAfterError("(--help shows the usage)")
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : exitCodes.wrongUse));

program.command("run").argument("<experiment>", "a shipped experiment by name, or a .yaml, .json or .mjs file")
  .description("run the cells that are not finished yet, then print tables and write report.html")
  .option("--folder <path>", "the run folder (default: runs/<name> here)")
  .option("--jobs <count>", "child processes (default: one for each core)", wholeNumber)
  .option("--cell-timeout <seconds>", "a cell that takes longer has failed (default: no limit)", seconds)
  .option("--json", "print a JSON summary instead of tables")
  .action(run);

program.command("report").argument("<folder>", "a run folder")
  .description("print the tables of a run folder again and write its report.html anew")
  .option("--json", "print a JSON summary instead of tables")
  .action(report);

program.command("list").description("the shipped experiments").action(() => {
  for (const file of readdirSync(shipped).sort()) {
    const { name, title } = parseExperiment(readFileSync(join(shipped, file), "utf8"), file);
    console.log(`${name.padEnd(24)} ${title}`);
  }
});

function wholeNumber(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1) return count;
  throw new InvalidArgumentError("expected a whole number of at least 1");
}

function seconds(text: string): number {
  const limit = Number(text);
  if (Number.isFinite(limit) && limit > 0) return limit;
  throw new InvalidArgumentError("expected seconds above 0");
}

interface RunFlags {
  readonly folder?: string;
  readonly jobs?: number;
  readonly cellTimeout?: number;
  readonly json?: boolean;
}

async function run(nameOrFile: string, { jobs, cellTimeout, json = false, ...flags }: RunFlags): Promise<void> {
  const experiment = await loadExperiment(nameOrFile);
  const folder = resolve(flags.folder ?? join("runs", experiment.name));
  const finished = await runExperiment(experiment, {
    folder, roots: [harness, process.cwd()],
    ...(jobs !== undefined && { jobs }), ...(cellTimeout !== undefined && { cellTimeout }),
    onProgress: progressLines(process.stderr, () => performance.now()),
  });
  for (const { cell, error } of finished.failures.slice(0, 5)) {
    const place = Object.entries(cell.point).map(([axis, label]) => `${axis} ${label}`).join(", ");
    console.error(`failed: ${cell.study} ${place}\n${error}`);
  }
  show(folder, json);
  if (finished.failures.length > 0) process.exitCode = exitCodes.cellsFailed;
}

function report(folder: string, { json = false }: { json?: boolean }): void {
  show(resolve(folder), json);
}

/** Everything that is shown is read back from the folder. */
function show(path: string, json: boolean): void {
  const folder = runFolder(path);
  const manifest = folder.manifest();
  const cells = planCells(manifest.experiment, manifest.codeDigest, sha256);
  const finished = folder.finished(cells);
  const summaries = summarize(manifest.experiment, finished);
  const file = writeReport(path, { manifest, summaries, planned: cells.length });
  if (json) {
    console.log(JSON.stringify({
      experiment: manifest.experiment.name, cells: cells.length, finished: finished.length, report: file,
      studies: summaries.map(({ study, axes, metrics, verdicts }) => ({
        name: study.name, axes, metrics: metrics.map(({ name, rows }) => ({ name, rows })),
        claims: verdicts.map(({ claim, holds, because }) => ({ says: claim.says, holds: holds ?? null, because })),
      })),
    }));
    return;
  }
  console.log([manifest.experiment.title, ...summaries.flatMap(studyLines)].join("\n"));
  console.log(`\n${finished.length} of ${cells.length} cells finished; report: ${pathToFileURL(file).href}`);
}

/** A shipped experiment by name, or a file: YAML, JSON, or a module whose default export is the experiment. */
async function loadExperiment(nameOrFile: string): Promise<Experiment> {
  const byName = join(shipped, `${nameOrFile}.yaml`);
  const file = existsSync(byName) ? byName : resolve(nameOrFile);
  if (!existsSync(file)) {
    throw new WorldwiseError("no-such-experiment", {
      expected: "the name of a shipped experiment, or a file", got: nameOrFile,
      todo: `choose one of ${readdirSync(shipped).map((name) => basename(name, extname(name))).join(", ")}, or give a path`,
    });
  }
  if (extname(file) !== ".mjs") return parseExperiment(readFileSync(file, "utf8"), basename(file));
  const loaded = await import(pathToFileURL(file).href) as { readonly default: unknown }; // checked by readExperiment
  return readExperiment(loaded.default, basename(file));
}

try {
  await program.parseAsync();
} catch (error) {
  console.error(WorldwiseError.is(error) ? error.message : error);
  process.exitCode = exitCodes.wrongUse;
}
