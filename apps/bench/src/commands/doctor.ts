import { resolve } from "node:path";
import type { Command } from "commander";
import { examine, mend } from "../doctor/examine.ts";
import { exitCodes } from "../exit-codes.ts";

/** `doctor`: what is damaged in a run folder. */
export function addDoctorCommand(program: Command): void {
  program.command("doctor").argument("<folder>", "a run folder")
    .description("name what is damaged, missing or left over in a run folder; exit code 1 when it is not whole")
    .option("--mend", "mend what can be mended; what has to go is moved to set-aside/, and nothing is deleted")
    .action((folder: string, flags: { mend?: boolean }) => {
      const { lines, isWhole } = (flags.mend === true ? mend : examine)(resolve(folder));
      console.log(lines.join("\n"));
      if (!isWhole) process.exitCode = exitCodes.damageFound;
    });
}
