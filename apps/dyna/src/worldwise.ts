import { readFileSync } from "node:fs";
import { Command } from "commander";
import { describeCommand } from "./commands/describe.ts";
import { explainCommand } from "./commands/explain.ts";
import { listCommand } from "./commands/list.ts";
import { replayCommand } from "./commands/replay.ts";
import { runCommand } from "./commands/run.ts";
import { watchCommand } from "./commands/watch.ts";
import { complaintOf } from "./complaint.ts";
import { splitPartFlags } from "./flags/part-flags.ts";
import type { Shell } from "./shell.ts";
import { exitCodes } from "./shell.ts";

/** Runs one command line. Returns what the process answers; never throws. */
export async function worldwise(given: readonly string[], around: Omit<Shell, "partFlags" | "exitCode">): Promise<number> {
  const { rest, partFlags } = splitPartFlags(given);
  const shell: Shell = { ...around, partFlags, exitCode: exitCodes.fine };
  try {
    await program(shell).parseAsync(rest, { from: "user" });
    return shell.exitCode;
  } catch (error) {
    const { text, exitCode } = complaintOf(error, rest);
    if (text !== "") shell.err.write(`${text}\n`);
    return exitCode;
  }
}

/** Commands whose parts are named on the command line, and so may have options with dots. */
const withParts: ReadonlySet<string> = new Set(["run", "watch", "explain", "replay"]);

function program(shell: Shell): Command {
  const manifest = readFileSync(new URL("../package.json", import.meta.url), "utf8");
  const { version } = JSON.parse(manifest) as { readonly version: string }; // our own file
  const root = new Command("worldwise").version(version).exitOverride()
    .description("Model-based reinforcement learning: compose agents, run and watch them, check worlds against recordings.")
    .configureOutput({
      writeOut: (text) => void shell.out.write(text),
      writeErr: (text) => void shell.err.write(text),
      outputError: () => undefined, // it is told in three parts instead
    });
  const [unused] = shell.partFlags;
  root.hook("preAction", (_, command) => {
    if (!unused || withParts.has(command.name())) return;
    command.error(`unknown option '${unused.flag}'`, { code: "commander.unknownOption" });
  });
  for (const add of [runCommand, watchCommand, explainCommand, listCommand, describeCommand, replayCommand]) add(root, shell);
  return root;
}
