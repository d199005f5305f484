import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { WatchOptions } from "../actions/watch.ts";
import { addBudgetFlags, addPartFlags, wholeNumber } from "../flags/run-flags.ts";
import { addPolicyFlag } from "../policy/policy-flag.ts";
import type { Shell } from "../shell.ts";

/** `worldwise watch` */
export function watchCommand(root: Command, shell: Shell): void {
  const command = root.command("watch").description("watch a world, and an agent learn: values, greedy actions and where it is");
  addBudgetFlags(addPolicyFlag(addPartFlags(command), " (default without an agent: random)"))
    .option("--every-step", "a frame after every step (default on a terminal)")
    .option("--every-episode", "a frame after every episode (default elsewhere)")
    .option("--fps <number>", "frames a second on a terminal", framesPerSecond, 20)
    .option("--frames <count>", "plain text frames one after another, then the end (default off a terminal: 10)", wholeNumber(1))
    .option("--ascii", "plain letters in place of dots, for terminals without Unicode")
    .action(async (options: WatchOptions) => (await import("../actions/watch.ts")).watch(options, shell));
}

function framesPerSecond(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 1000) return value;
  throw new InvalidArgumentError("It must be a number above 0, at most 1000.");
}
