import type { Cell } from "@worldwise/experiment";
import type { ArrayStates } from "./array-states.ts";
import { arrayStates, keyOf } from "./array-states.ts";
import type { CellLedger } from "./cell-ledger.ts";
import { lossInWords } from "./lost-task.ts";
import type { Retries } from "./retries.ts";
import type { SlurmCommands } from "./slurm-commands.ts";
import type { WatchedTask } from "./watched-task.ts";
import { isSilent, noteState } from "./watched-task.ts";

/** What the watch over tasks needs to know. */
export interface WatchSettings {
  readonly folder: string;
  readonly commands: SlurmCommands;
  /** Seconds after which a running task without a sign of life is lost. */
  readonly silence: number;
  notice(line: string): void;
}

/** The tasks that wait or run. */
export interface TaskWatch {
  readonly tasks: ReadonlySet<WatchedTask>;
  add(task: WatchedTask): void;
  /** Learns what became of the tasks. Lost cells are among those that wait afterwards, or have failed. */
  look(): Promise<void>;
  /** Takes in what the tasks themselves say, without asking Slurm. */
  readJournals(): void;
}

/** Looks in a row without a task before it is taken for gone: what it wrote last may take a moment to be seen from here. */
const looksUntilGone = 2;

/** A watch over no tasks yet. */
export function taskWatch(ledger: CellLedger, waiting: Retries, { folder, commands, silence, notice }: WatchSettings): TaskWatch {
  const tasks = new Set<WatchedTask>();
  let hasAnswered = true;

  async function statesNow(): Promise<ArrayStates | undefined> {
    try {
      const states = await arrayStates(folder, commands);
      hasAnswered = true;
      return states;
    } catch (error) {
      if (hasAnswered) notice(`${String(error)} (tasks go on; asking again)`);
      hasAnswered = false;
      return undefined;
    }
  }
  /** Returns whether the task has shown a sign of life. */
  function read(task: WatchedTask): boolean {
    const hasSign = task.readOn();
    for (const [id, milliseconds] of task.finished) ledger.succeed(id, milliseconds);
    for (const [id, error] of task.failed) ledger.fail(id, error);
    return hasSign;
  }
  async function lookAt(task: WatchedTask, states: ArrayStates | undefined): Promise<void> {
    const hasSign = read(task);
    const left = ledger.open(task.cells);
    if (left.length === 0) tasks.delete(task);
    else if (task.refusal !== undefined) failAll(task, left, task.refusal);
    else {
      if (states) noteState(task, states.get(keyOf(task.batch.name, task.index)), hasSign);
      if (task.goneLooks >= looksUntilGone) await lose(task);
      else if (isSilent(task, silence)) await cancelSilent(task);
    }
  }
  async function cancelSilent(task: WatchedTask): Promise<void> {
    task.reason = `no sign of life for ${silence} s, although Slurm calls it ${task.state}`;
    if (task.job !== undefined) await commands.cancel([task.job]).catch((error: unknown) => notice(String(error)));
    await lose(task);
  }
  async function lose(task: WatchedTask): Promise<void> {
    tasks.delete(task);
    for (const { id } of task.cells) ledger.succeed(id); // committed, but not told
    const missing = ledger.open(task.cells).filter((cell) => !isElsewhere(cell));
    const { summary, log } = await lossInWords(task, commands);
    if (task.state === "CANCELLED" && task.reason === undefined) return failAll(task, missing, `${summary}\n${log}`);
    const madeProgress = task.finished.size + task.failed.size > 0;
    const givenUp = waiting.lose({ missing, started: task.started, madeProgress, counts: task.state !== "PREEMPTED" });
    for (const { id } of givenUp) ledger.fail(id, `lost ${waiting.lostCount(id)} times; the last time, ${summary}\n${log}`);
    const again = missing.length - givenUp.length;
    if (again > 0) notice(`${summary}; submitting ${again} of its ${task.cells.length} cells again`);
  }
  const isElsewhere = ({ id }: Cell): boolean => [...tasks].some((task) => task.cells.some((cell) => cell.id === id));
  function failAll(task: WatchedTask, left: readonly Cell[], error: string): void {
    tasks.delete(task);
    for (const { id } of left) ledger.fail(id, error);
  }
  return {
    tasks,
    add(task) { tasks.add(task); },
    async look() {
      const states = await statesNow();
      for (const task of [...tasks]) await lookAt(task, states);
    },
    readJournals() { for (const task of tasks) read(task); },
  };
}
