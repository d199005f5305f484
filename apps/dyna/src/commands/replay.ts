import type { Command } from "commander";
import { InvalidArgumentError } from "commander";
import type { ReplayOptions } from "../actions/replay.ts";
import type { Shell } from "../shell.ts";

/** `worldwise replay` */
export function replayCommand(root: Command, shell: Shell): void {
  root.command("replay").description("compare an environment with recorded trajectories, and with the recorded transition table")
    .option("--env <id>", "the environment; its options follow a dot: --env.slippery false")
    .requiredOption("--trajectories <file>", "JSON with recorded trajectories")
    .option("--tolerance <number>", "largest difference of float64 numbers; whole numbers must be equal", tolerance, 1e-9)
    .option("--json", "as one JSON record")
    .action(async (options: ReplayOptions) => (await import("../actions/replay.ts")).replay(options, shell));
}

function tolerance(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= 0) return value;
  throw new InvalidArgumentError("It must be a number of at least 0.");
}
