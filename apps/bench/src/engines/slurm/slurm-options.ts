import { WorldwiseError } from "@worldwise/protocol";
import type { CellPoolOptions } from "../../pool/cell-pool.ts";

/** What the tasks of an array ask Slurm for. */
export interface SlurmRequest {
  readonly partition?: string;
  /** Time limit of a task as Slurm writes it, such as `90` (minutes), `1:30:00` or `2-0`; by default that of the partition. */
  readonly time?: string;
  /** Memory of a task as Slurm writes it, such as `4G`; by default that of the partition. */
  readonly memory?: string;
  /** So many tasks of an array at once; by default as many as Slurm allows. */
  readonly tasksAtOnce?: number;
  /** More options of `sbatch`, such as `--account=theory`. */
  readonly extra?: readonly string[];
  /** Lines of shell that run in each task before its cells, such as `module load nodejs`. */
  readonly setup?: readonly string[];
}

/** How cells run in job arrays of Slurm. */
export interface SlurmEngineOptions extends SlurmRequest, Omit<CellPoolOptions, "size"> {
  /** The run folder. Every node must see it under this path, and the harness under the path that it has here. */
  readonly folder: string;
  /** Where tasks run; by default the present folder. */
  readonly workingFolder?: string;
  /** Child processes, and processors, of each task; by default 1. */
  readonly jobs?: number;
  /** Cells of each task; by default about 200 tasks share them. */
  readonly cellsPerTask?: number;
  /** A cell whose task was lost so often has failed; by default 3. */
  readonly attempts?: number;
  /** Seconds between two looks at the tasks; by default 5. */
  readonly lookEvery?: number;
  /** A running task without a sign of life for so many seconds is canceled, and its cells are submitted again; by default 300. */
  readonly silence?: number;
  /** Told, in a line for people, what was submitted and what was lost. */
  readonly onNotice?: (line: string) => void;
}

const shapes: Readonly<Record<"partition" | "time" | "memory", readonly [shape: RegExp, example: string]>> = {
  partition: [/^[\w.,-]+$/, "the name of a partition"],
  time: [/^\d+(-\d+)?(:\d+){0,2}$/, "a time limit such as 90, 1:30:00 or 2-0"],
  memory: [/^\d+[KMGT]?$/, "an amount of memory such as 4G"],
};

/** Throws `bad-slurm-option` on what could not stand in a batch script as it is meant. */
export function checkSlurmRequest(request: SlurmRequest): void {
  for (const name of ["partition", "time", "memory"] as const) {
    const [shape, example] = shapes[name];
    const value = request[name];
    if (value !== undefined && !shape.test(value)) throw badOption(example, value);
  }
  for (const option of request.extra ?? []) {
    // A line break would end the comment in which the option stands, and run the rest of it.
    if (!/^-[^\p{Cc}]*$/u.test(option)) throw badOption("an option of sbatch on one line, such as --account=theory", option);
  }
}

const badOption = (expected: string, got: string): WorldwiseError => new WorldwiseError("bad-slurm-option", {
  expected, got: JSON.stringify(got), todo: "write it as sbatch takes it",
});
