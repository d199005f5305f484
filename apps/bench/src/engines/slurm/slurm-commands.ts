import { execFile } from "node:child_process";
import type { ArrayTask, JobRecord } from "./array-task.ts";
import { arrayTaskFormat, parseArrayTasks, parseJobRecord } from "./array-task.ts";

/** A job array to submit. */
export interface ArrayJob {
  readonly name: string;
  /** Such as `0-9%2`. */
  readonly range: string;
  readonly script: string;
}

/** The commands of Slurm. All reject, with what the command said, when Slurm refuses or does not answer. */
export interface SlurmCommands {
  /** The number of the submitted job. */
  submit(job: ArrayJob): Promise<string>;
  /** Own array tasks: those that wait and run, and for some minutes those that have ended. */
  tasks(): Promise<readonly ArrayTask[]>;
  /** What Slurm remembers of a task, while it does. */
  record(job: string): Promise<JobRecord | undefined>;
  /** The greatest number of tasks in an array. */
  maxArraySize(): Promise<number>;
  /** Cancels tasks by their job, such as `17_3`. */
  cancel(jobs: readonly string[]): Promise<void>;
  /** Cancels all arrays of a name. */
  cancelNamed(name: string): Promise<void>;
}

/**
 * The commands as they are installed here.
 *
 * Scripts go through standard input and no shell is asked, so that no path needs quoting. Accounting (`sacct`) may be off and is not
 * asked.
 */
export const slurmCommands: SlurmCommands = {
  async submit({ name, range, script }) {
    const printed = await slurm("sbatch", ["--parsable", `--job-name=${name}`, `--array=${range}`, "--chdir=/"], script);
    return printed.trim().split(";", 1)[0]!; // a cluster may follow
  },
  tasks: async () => parseArrayTasks(await slurm("squeue", ["--me", "--array", "--noheader", "--states=all", `--format=${arrayTaskFormat}`])),
  record: async (job) => parseJobRecord(await slurm("scontrol", ["--oneliner", "show", "job", job])),
  async maxArraySize() {
    const [, size] = /MaxArraySize\s*=\s*(\d+)/.exec(await slurm("scontrol", ["show", "config"])) ?? [];
    return size === undefined ? 1001 : Number(size);
  },
  async cancel(jobs) { if (jobs.length > 0) await slurm("scancel", ["--quiet", ...jobs]); },
  async cancelNamed(name) { await slurm("scancel", ["--quiet", "--me", `--name=${name}`]); },
};

const longestAnswer = 120_000; // milliseconds: `sbatch` itself tries again for some time

function slurm(command: string, commandArguments: readonly string[], input = ""): Promise<string> {
  const options = { env: environment(), timeout: longestAnswer, maxBuffer: 2 ** 28 };
  return new Promise((resolve, reject) => {
    const child = execFile(command, commandArguments, options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`${command}: ${stderr.trim() || error.message}`, { cause: error }));
    });
    child.stdin?.on("error", () => undefined); // its end tells
    child.stdin?.end(input);
  });
}

/** The environment without what would change the answers of the commands. */
const environment = (): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(SQUEUE_|SCANCEL_|SBATCH_WAIT$|SCONTROL_)/.test(name)));
