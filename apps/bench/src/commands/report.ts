import { resolve } from "node:path";
import type { Command } from "commander";
import { showRun } from "../show-run.ts";

/** `report`: what a run folder shows. */
export function addReportCommand(program: Command): void {
  program.command("report").argument("<folder>", "a run folder")
    .description("print the tables of a run folder again and write its report.html anew")
    .option("--json", "print a JSON summary instead of tables")
    .action((folder: string, { json = false }: { json?: boolean }) => { showRun(resolve(folder), json); });
}
