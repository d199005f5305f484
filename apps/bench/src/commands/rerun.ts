import { resolve } from "node:path";
import type { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { harness } from "../places.ts";
import { progressDisplay } from "../progress/progress-display.ts";
import { rerunInWords } from "../rerun/in-words.ts";
import { rerunFolder } from "../rerun/rerun-folder.ts";
import { seconds, wholeNumber } from "./flags.ts";

interface RerunFlags {
  readonly into?: string;
  readonly jobs?: number;
  readonly cellTimeout?: number;
}

/** `rerun`: a run folder once more, compared result by result. */
export function addRerunCommand(program: Command): void {
  program.command("rerun").argument("<folder>", "a run folder")
    .description("repeat the experiment of a run folder and compare every result; exit code 1 when one differs or failed")
    .option("--into <path>", "the new run folder (default: <folder>-rerun)")
    .option("--jobs <count>", "child processes (default: one for each core)", wholeNumber)
    .option("--cell-timeout <seconds>", "a cell that takes longer has failed (default: no limit)", seconds)
    .action(rerun);
}

async function rerun(path: string, { into = `${resolve(path)}-rerun`, jobs, cellTimeout }: RerunFlags): Promise<void> {
  const display = progressDisplay(process.stderr, () => performance.now());
  const repeated = await rerunFolder(resolve(path), {
    folder: resolve(into), roots: [harness, process.cwd()],
    ...(jobs !== undefined && { jobs }), ...(cellTimeout !== undefined && { cellTimeout }),
    onProgress: display.show, onWarning: display.note,
  });
  console.log(rerunInWords(repeated).join("\n"));
  const isDifferent = repeated.comparisons.some(({ outcome }) => outcome === "different");
  if (isDifferent || repeated.run.failures.length > 0) process.exitCode = exitCodes.differences;
}
