import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseExperiment } from "@worldwise/experiment";
import type { Command } from "commander";
import { shippedExperiments } from "../places.ts";

/** `list`: the shipped experiments. */
export function addListCommand(program: Command): void {
  program.command("list").description("the shipped experiments").action(() => {
    for (const file of readdirSync(shippedExperiments).sort()) {
      const { name, title } = parseExperiment(readFileSync(join(shippedExperiments, file), "utf8"), file);
      console.log(`${name.padEnd(24)} ${title}`);
    }
  });
}
