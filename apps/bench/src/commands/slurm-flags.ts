import type { Command } from "commander";
import { slurmEngine } from "../engines/slurm/slurm-engine.ts";
import type { SlurmEngineOptions } from "../engines/slurm/slurm-options.ts";
import type { Engine } from "../engines/engine.ts";
import { seconds, wholeNumber } from "./flags.ts";

/** Flags of `run --engine slurm`. */
export interface SlurmFlags {
  readonly slurmPartition?: string;
  readonly slurmTime?: string;
  readonly slurmMemory?: string;
  readonly slurmOption?: readonly string[];
  readonly slurmSetup?: readonly string[];
  readonly tasksAtOnce?: number;
  readonly cellsPerTask?: number;
  readonly attempts?: number;
  readonly lookEvery?: number;
  readonly silence?: number;
}

/** Adds the options of `--engine slurm` to a command. */
export function addSlurmOptions(command: Command): Command {
  return command.optionsGroup("Options of --engine slurm:")
    .option("--slurm-partition <name>", "the partition (default: that of the cluster)")
    .option("--slurm-time <limit>", "time limit of a task, such as 90 (minutes) or 1:30:00 (default: that of the partition)")
    .option("--slurm-memory <amount>", "memory of a task, such as 4G (default: that of the partition)")
    .option("--slurm-option <option>", "one more option of sbatch, such as --slurm-option=--account=theory; may be repeated", collect)
    .option("--slurm-setup <line>", "a line of shell that each task runs first, such as 'module load nodejs'; may be repeated", collect)
    .option("--tasks-at-once <count>", "so many tasks of an array at once (default: no limit)", wholeNumber)
    .option("--cells-per-task <count>", "cells of each task (default: about 200 tasks share them)", wholeNumber)
    .option("--attempts <count>", "a cell whose task was lost so often has failed (default: 3)", wholeNumber)
    .option("--look-every <seconds>", "between two looks at the tasks (default: 5)", seconds)
    .option("--silence <seconds>", "a running task without a sign of life for so long is submitted again (default: 300)", seconds);
}

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

/** The engine that the flags describe. */
export function slurmEngineOf(flags: SlurmFlags, options: SlurmEngineOptions): Engine {
  const {
    slurmPartition: partition, slurmTime: time, slurmMemory: memory, slurmOption: extra, slurmSetup: setup,
    tasksAtOnce, cellsPerTask, attempts, lookEvery, silence,
  } = flags;
  const given = { partition, time, memory, extra, setup, tasksAtOnce, cellsPerTask, attempts, lookEvery, silence };
  return slurmEngine({ ...options, ...withoutUndefined(given) });
}

function withoutUndefined<Fields extends object>(fields: Fields): { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> } {
  const entries = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> }; // what was undefined is gone
}
