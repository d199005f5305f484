import type { Command } from "commander";
import type { RunOptions } from "../run-experiment.ts";
import { seconds, wholeNumber } from "./flags.ts";

/** What cells may take on this machine. */
export interface LimitFlags {
  readonly jobs?: number;
  readonly cellTimeout?: number;
  readonly maxMemory?: number;
  readonly checkpointEvery?: number;
}

/** Adds the options of every command that runs cells. */
export function addLimitOptions(command: Command): Command {
  return command
    .option("--jobs <count>", "child processes (default: one for each core)", wholeNumber)
    .option("--cell-timeout <seconds>", "a cell that takes longer has failed (default: no limit)", seconds)
    .option("--max-memory <megabytes>", "a cell whose process holds more has failed (default: no limit)", wholeNumber)
    .option("--checkpoint-every <seconds>", "save cells in progress so often (default: 5, or less often where it costs over 2 % of the time)", seconds);
}

/** What cells may take, as far as it was given. */
export function limitsOf({ jobs, cellTimeout, maxMemory, checkpointEvery }: LimitFlags): Partial<RunOptions> {
  return {
    ...(jobs !== undefined && { jobs }), ...(cellTimeout !== undefined && { cellTimeout }),
    ...(maxMemory !== undefined && { maxMemory }), ...(checkpointEvery !== undefined && { checkpointEvery }),
  };
}
