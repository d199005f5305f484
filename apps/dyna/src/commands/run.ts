import type { Command } from "commander";
import type { RunOptions } from "../actions/run.ts";
import { addBudgetFlags, addPartFlags } from "../flags/run-flags.ts";
import { addPolicyFlag } from "../policy/policy-flag.ts";
import { addRecordFlags } from "../recording/record-run.ts";
import type { Shell } from "../shell.ts";

/** `worldwise run`. What it does is imported when it is asked for: help and slips answer at once. */
export function runCommand(root: Command, shell: Shell): void {
  const command = addPolicyFlag(addPartFlags(root.command("run").description("let an agent learn in an environment")), "");
  addRecordFlags(addBudgetFlags(command))
    .option("--json", "one JSON line for each episode, then one that sums up")
    .option("--quiet", "only the summary")
    .action(async (options: RunOptions) => (await import("../actions/run.ts")).run(options, shell));
}
