import { join, resolve } from "node:path";
import { WorldwiseError } from "@worldwise/protocol";
import type { Command } from "commander";
import { exportRun } from "../export/export-run.ts";

/** Each with a folder, or true for the usual one. */
interface ExportFlags {
  readonly parquet?: string | true;
  readonly csv?: string | true;
  readonly tensorboard?: string | true;
}

/** `export`: results in forms that other programs read. */
export function addExportCommand(program: Command): void {
  program.command("export").argument("<folder>", "a run folder")
    .description("write cells, episodes, evaluations and metrics in forms that other programs read")
    .option("--parquet [path]", "tables as Parquet (default: <folder>/export/parquet)")
    .option("--csv [path]", "tables as comma-separated values (default: <folder>/export/csv)")
    .option("--tensorboard [path]", "one events file for each cell (default: <folder>/export/tensorboard)")
    .action(run);
}

function run(folder: string, flags: ExportFlags): void {
  const targets = Object.entries(flags).map(([form, path]: [string, string | true]) =>
    [form, path === true ? join(resolve(folder), "export", form) : resolve(path)] as const);
  if (targets.length === 0) {
    throw new WorldwiseError("bad-options", { expected: "a form to export to", got: "none", todo: "add --parquet, --csv or --tensorboard" });
  }
  const { planned, finished } = exportRun(resolve(folder), Object.fromEntries(targets));
  console.log([`${finished} of ${planned} cells are finished and were written:`, ...targets.map(([form, path]) => `  ${form}: ${path}`)].join("\n"));
}
