import { resolve } from "node:path";
import type { Command } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { harness } from "../places.ts";
import { rerunInWords } from "../rerun/in-words.ts";
import { rerunFolder } from "../rerun/rerun-folder.ts";
import { attended, showStopped } from "./attended.ts";
import type { LimitFlags } from "./limit-flags.ts";
import { addLimitOptions, limitsOf } from "./limit-flags.ts";

interface RerunFlags extends LimitFlags {
  readonly into?: string;
}

/** `rerun`: a run folder once more, compared result by result. */
export function addRerunCommand(program: Command): void {
  const command = program.command("rerun").argument("<folder>", "a run folder")
    .description("repeat the experiment of a run folder and compare every result; exit code 1 when one differs or failed")
    .option("--into <path>", "the new run folder (default: <folder>-rerun)")
    .action(rerun);
  addLimitOptions(command);
}

async function rerun(path: string, { into = `${resolve(path)}-rerun`, ...limits }: RerunFlags): Promise<void> {
  const options = { ...limitsOf(limits), folder: resolve(into), roots: [harness, process.cwd()] } as const;
  const { outcome: repeated, stoppedWith } = await attended(async (attention) => rerunFolder(resolve(path), { ...options, ...attention }));
  if (stoppedWith !== undefined) return showStopped(repeated.run, stoppedWith);
  console.log(rerunInWords(repeated).join("\n"));
  const isDifferent = repeated.comparisons.some(({ outcome }) => outcome === "different");
  if (isDifferent || repeated.run.failures.length > 0) process.exitCode = exitCodes.differences;
}
