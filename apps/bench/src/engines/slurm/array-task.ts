/** A task of a job array as `squeue` tells it. */
export interface ArrayTask {
  /** Such as `17_3`. */
  readonly job: string;
  readonly index: number;
  /** Such as `RUNNING`. */
  readonly state: string;
  /** The name of its array. */
  readonly name: string;
}

/** The format in which `squeue` is asked. The name stands last: it may hold anything. */
export const arrayTaskFormat = "%i|%T|%j";

/** Tasks in the output of `squeue --array --noheader`; lines of other jobs are passed over. */
export function parseArrayTasks(text: string): readonly ArrayTask[] {
  return text.split("\n").flatMap((line) => {
    const [, job, index, state, name] = /^\s*(\d+_(\d+))\|([A-Z_]+)\|(.*)$/.exec(line) ?? [];
    if (job === undefined || state === undefined || name === undefined) return [];
    return [{ job, index: Number(index), state, name: name.trimEnd() }];
  });
}

/** States that a task does not leave. Any other may still become one in which it runs. */
const finalStates: ReadonlySet<string> = new Set([
  "BOOT_FAIL", "CANCELLED", "COMPLETED", "DEADLINE", "FAILED", "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "REVOKED", "TIMEOUT",
]);

/** Whether a task in this state waits, runs, or may do so again. */
export const isAlive = (state: string): boolean => !finalStates.has(state);

/** What Slurm remembers of a task. */
export interface JobRecord {
  readonly state: string;
  /** Exit code and signal, such as `0:9`. */
  readonly exitCode: string;
  readonly node: string;
}

/** The record of one task in the output of `scontrol show job`; undefined where it is not told. */
export function parseJobRecord(text: string): JobRecord | undefined {
  const fact = (name: string): string | undefined => new RegExp(`(?:^|\\s)${name}=(\\S+)`).exec(text)?.[1];
  const [state, exitCode] = [fact("JobState"), fact("ExitCode")];
  return state === undefined || exitCode === undefined ? undefined : { state, exitCode, node: fact("NodeList") ?? "(unknown)" };
}

/** The record as a person reads it. */
export const recordInWords = ({ state, exitCode, node }: JobRecord): string => `${state}, exit code ${exitCode}, on ${node}`;
