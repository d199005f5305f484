import type { Command } from "commander";
import type { ExplainOptions } from "../actions/explain.ts";
import { addPartFlags } from "../flags/run-flags.ts";
import type { Shell } from "../shell.ts";

/** `worldwise explain` */
export function explainCommand(root: Command, shell: Shell): void {
  addPartFlags(root.command("explain").description("whether parts fit: what each needs, who provides it, what is missing"))
    .option("--json", "as one JSON record")
    .action(async (options: ExplainOptions) => (await import("../actions/explain.ts")).explainParts(options, shell));
}
