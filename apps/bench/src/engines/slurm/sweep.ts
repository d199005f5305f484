import { setTimeout as sleep } from "node:timers/promises";
import type { Cell } from "@worldwise/experiment";
import { runFolder } from "@worldwise/experiment/node";
import { WorldwiseError } from "@worldwise/protocol";
import type { EngineEvents } from "../engine.ts";
import type { ArrayTask } from "./array-task.ts";
import { isAlive } from "./array-task.ts";
import { arrayName, numberInName, readBatch } from "./batch-folder.ts";
import { cellLedger } from "./cell-ledger.ts";
import { lostTaskInWords } from "./lost-task.ts";
import type { RetryRules } from "./retries.ts";
import { retries } from "./retries.ts";
import type { SlurmCommands } from "./slurm-commands.ts";
import type { SubmitSettings } from "./submit-batch.ts";
import { submitBatch } from "./submit-batch.ts";
import type { WatchedTask } from "./watched-task.ts";
import { watchedTask } from "./watched-task.ts";

/** What a sweep needs to know. */
export interface SweepSettings extends SubmitSettings {
  readonly rules: RetryRules;
  /** Seconds after which a running task without a sign of life is lost. */
  readonly silence: number;
  notice(line: string): void;
}

/** Cells on their way through Slurm. */
export interface Sweep {
  /** Whether any cell has not ended. */
  isOpen(): boolean;
  /** Finds tasks that an earlier coordinator left, which still wait or run. All other cells wait to be submitted. */
  adopt(): Promise<void>;
  /** Submits the cells that wait. Throws `slurm-refused` when it is the first array, and Slurm does not take it. */
  submit(): Promise<void>;
  /** Learns what became of the tasks. */
  look(): Promise<void>;
  /** Cancels all tasks, and takes in what they had finished. */
  cancel(): Promise<void>;
}

/** Looks in a row without a task before it is taken for gone: what it wrote last may take a moment to be seen from here. */
const looksUntilGone = 2;

/** A sweep; nothing is submitted yet. */
export function slurmSweep(cells: readonly Cell[], events: EngineEvents, settings: SweepSettings): Sweep {
  const { folder, commands, notice } = settings;
  const ledger = cellLedger(cells, runFolder(folder), events);
  const queue = retries(settings.rules);
  const watched = new Set<WatchedTask>();
  let hasArrays = false;
  let slurmAnswers = true;

  async function statesNow(): Promise<ReadonlyMap<string, ArrayTask> | undefined> {
    try {
      const states = ofFolder(await commands.tasks(), folder);
      slurmAnswers = true;
      return states;
    } catch (error) {
      if (slurmAnswers) notice(`${String(error)} (tasks go on; asking again)`);
      slurmAnswers = false;
      return undefined;
    }
  }
  function takeIn(task: WatchedTask): void {
    for (const [id, milliseconds] of task.finished) ledger.succeed(id, milliseconds);
    for (const [id, error] of task.failed) ledger.fail(id, error);
  }
  async function lookAt(task: WatchedTask, states: ReadonlyMap<string, ArrayTask> | undefined): Promise<void> {
    const hasSign = task.readOn();
    takeIn(task);
    const left = ledger.open(task.cells);
    if (left.length === 0) return void watched.delete(task);
    if (task.refusal !== undefined) return failAll(task, left, task.refusal);
    if (states) noteState(task, states.get(keyOf(task)), hasSign);
    if (task.goneLooks >= looksUntilGone) return lose(task);
    if (isSilent(task, settings.silence)) await cancelSilent(task);
  }
  async function cancelSilent(task: WatchedTask): Promise<void> {
    task.reason = `no sign of life for ${settings.silence} s, although Slurm calls it ${task.state}`;
    if (task.job !== undefined) await commands.cancel([task.job]).catch((error: unknown) => notice(String(error)));
    await lose(task);
  }
  /** Submits exactly what is missing again; cells that were lost too often have failed. */
  async function lose(task: WatchedTask): Promise<void> {
    for (const { id } of task.cells) ledger.succeed(id); // committed, but not in the journal
    const elsewhere = new Set([...watched].flatMap((other) => (other === task ? [] : other.cells.map(({ id }) => id))));
    const missing = ledger.open(task.cells).filter(({ id }) => !elsewhere.has(id));
    const words = await lostTaskInWords(task, commands);
    if (task.state === "CANCELLED" && task.reason === undefined) return failAll(task, missing, words);
    watched.delete(task);
    const madeProgress = task.finished.size + task.failed.size > 0;
    const givenUp = queue.lose({ missing, started: task.started, madeProgress, counts: task.state !== "PREEMPTED" });
    for (const { id } of givenUp) ledger.fail(id, `lost ${queue.lostCount(id)} times; the last time, ${words}`);
    if (missing.length > givenUp.length) notice(`${words.split("\n", 1)[0]!}; submitting ${missing.length - givenUp.length} cells again`);
  }
  function failAll(task: WatchedTask, left: readonly Cell[], error: string): void {
    for (const { id } of left) ledger.fail(id, error);
    watched.delete(task);
  }
  return {
    isOpen: () => ledger.openCount() > 0,
    async adopt() {
      const alive = [...await firstStates(commands, folder)].filter(([, { state }]) => isAlive(state)).map(([, task]) => task);
      const numbers = [...new Set(alive.map(({ name }) => numberInName(folder, name)!))]; // `ofFolder` left only those that have one
      for (const number of numbers) {
        const batch = readBatch(folder, number);
        const indices = alive.filter(({ name }) => name === arrayName(folder, number)).map(({ index }) => index);
        for (const task of indices.map((index) => watchedTask(batch, index))) if (ledger.open(task.cells).length > 0) watched.add(task);
      }
      hasArrays = watched.size > 0;
      if (hasArrays) notice(`${watched.size} tasks of an earlier run still wait or run: watching them`);
      const adopted = new Set([...watched].flatMap((task) => task.cells.map(({ id }) => id)));
      queue.add(cells.filter(({ id }) => !adopted.has(id)));
    },
    async submit() {
      const wanted = queue.waiting().length;
      if (wanted === 0) return;
      const most = await commands.maxArraySize().catch(() => 1);
      const room = most - watched.size;
      // Not a new array for each task that ends: either everything fits, or half an array has become free.
      if (room < wanted && room < most / 2) return;
      const { batch, job, refusal } = await submitBatch(queue.take(room), settings);
      if (refusal !== undefined && !hasArrays) throw refused(refusal);
      hasArrays = true;
      for (const index of batch.tasks.keys()) {
        const task = watchedTask(batch, index);
        if (refusal !== undefined) task.reason = refusal;
        watched.add(task);
      }
      notice(job === undefined ? refusal! : `submitted array ${job}: ${batch.tasks.flat().length} cells in ${batch.tasks.length} tasks`);
    },
    async look() {
      const states = await statesNow();
      for (const task of [...watched]) await lookAt(task, states);
    },
    async cancel() {
      const names = new Set([...watched].map(({ batch }) => arrayName(folder, batch.number)));
      for (const name of names) await commands.cancelNamed(name).catch((error: unknown) => notice(String(error)));
      for (let look = 0; look < 60 && await isAnyAlive(names, commands); look++) await sleep(500);
      for (const task of watched) {
        task.readOn();
        takeIn(task);
      }
    },
  };
}

const keyOf = ({ batch, index }: WatchedTask): string => `${batch.number}/${index}`;

/** Tasks of the arrays of a run folder, by batch and index. */
function ofFolder(tasks: readonly ArrayTask[], folder: string): ReadonlyMap<string, ArrayTask> {
  return new Map(tasks.flatMap((task) => {
    const number = numberInName(folder, task.name);
    return number === undefined ? [] : [[`${number}/${task.index}`, task] as const];
  }));
}

async function firstStates(commands: SlurmCommands, folder: string): Promise<ReadonlyMap<string, ArrayTask>> {
  try {
    return ofFolder(await commands.tasks(), folder);
  } catch (error) {
    throw new WorldwiseError("no-slurm", {
      expected: "a Slurm that answers", got: String(error), todo: "start this where squeue and sbatch work, such as a login node",
    });
  }
}

async function isAnyAlive(names: ReadonlySet<string>, commands: SlurmCommands): Promise<boolean> {
  const tasks = await commands.tasks().catch(() => []);
  return tasks.some(({ name, state }) => names.has(name) && isAlive(state));
}

/** What Slurm says of a task now; undefined: nothing, or no more. */
function noteState(task: WatchedTask, now: ArrayTask | undefined, hasSign: boolean): void {
  if (now) Object.assign(task, { job: now.job, state: now.state });
  if (task.reason !== undefined && now && isAlive(now.state)) delete task.reason; // Slurm took it, though it seemed to refuse
  task.goneLooks = task.hasEnded || !now || !isAlive(now.state) ? task.goneLooks + 1 : 0;
  if (task.state !== "RUNNING") delete task.lastSign;
  else if (hasSign || task.lastSign === undefined) task.lastSign = performance.now();
}

const isSilent = ({ lastSign }: WatchedTask, silence: number): boolean =>
  lastSign !== undefined && performance.now() - lastSign > 1000 * silence;

const refused = (got: string): WorldwiseError => new WorldwiseError("slurm-refused", {
  expected: "a job array that Slurm takes", got, todo: "change the options of the run, such as the partition",
});
