#!/usr/bin/env node
import { WorldwiseError } from "@worldwise/protocol";
import { Command } from "commander";
import { addCompareCommand } from "./commands/compare.ts";
import { addDoctorCommand } from "./commands/doctor.ts";
import { addExportCommand } from "./commands/export.ts";
import { addListCommand } from "./commands/list.ts";
import { addReportCommand } from "./commands/report.ts";
import { addRerunCommand } from "./commands/rerun.ts";
import { addRunCommand } from "./commands/run.ts";
import { addSlurmTaskCommand } from "./commands/slurm-task.ts";
import { addWatchCommand } from "./commands/watch.ts";
import { addWorkerCommand } from "./commands/worker.ts";
import { exitCodes } from "./exit-codes.ts";

const program = new Command("worldwise-bench")
  .description("Runs experiments that are data, and reports what they showed")
  .showHelpAfterError("(--help shows the usage)")
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : exitCodes.wrongUse));

for (const add of [
  addRunCommand, addRerunCommand, addReportCommand, addCompareCommand, addWatchCommand, addExportCommand, addDoctorCommand,
  addListCommand, addWorkerCommand, addSlurmTaskCommand,
]) add(program);

try {
  await program.parseAsync();
} catch (error) {
  console.error(WorldwiseError.is(error) ? error.message : error);
  process.exitCode = exitCodes.wrongUse;
}
