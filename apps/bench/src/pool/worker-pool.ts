import { fork } from "node:child_process";
import type { ChildProcess, Serializable } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { ChildOutput } from "./child-output.ts";
import { childOutput } from "./child-output.ts";
import { endInWords } from "./end-in-words.ts";

/** How a pool runs its tasks. */
export interface PoolOptions {
  /** The module that every child runs: it sends one message when it is ready, and then answers each message with one. */
  readonly module: URL;
  readonly childArguments: readonly string[];
  /** Arguments for Node itself. */
  readonly nodeArguments?: readonly string[];
  /** Children at once. */
  readonly size: number;
  /** After so many milliseconds a task has failed and its child is killed; by default never. The start of a child does not count. */
  readonly timeLimit?: number;
}

/** Child processes that answer messages. */
export interface WorkerPool {
  /** The answer to a message. Rejects when the child dies or takes too long; then another child takes its place. */
  run(message: object): Promise<unknown>;
  /** Takes no more tasks, sends `message` to the children that work, and waits for their answers, so many milliseconds; then closes. */
  stop(message: Serializable, patience: number): Promise<void>;
  /** Kills the children. What was not answered is rejected. */
  close(): Promise<void>;
}

/** A place for one child; none was started yet, or the last one is gone. */
interface Slot {
  child?: Child;
  /** The task under way, settled when it has ended, well or badly. */
  busy?: Promise<unknown>;
}

interface Child {
  readonly process: ChildProcess;
  readonly output: ChildOutput;
}

/**
 * Child processes, one for each slot, reused, and replaced after a fault.
 *
 * Processes, not threads: a crash, an exit or a full heap takes one task with it and not the sweep. What children print goes to
 * standard error, so that standard output is the caller's.
 */
export function workerPool({ module, childArguments, nodeArguments = [], size, timeLimit }: PoolOptions): WorkerPool {
  const slots: readonly Slot[] = Array.from({ length: size }, () => ({}));
  const idle = [...slots];
  const waiting: ((slot: Slot) => void)[] = [];
  let closed = false;

  async function take(): Promise<Slot> {
    const slot = idle.pop() ?? await new Promise<Slot>((resolve) => { waiting.push(resolve); });
    if (!closed) return slot;
    giveBack(slot); // so that the next one that waits is told, too
    throw new Error("the pool is closed");
  }
  function giveBack(slot: Slot): void {
    delete slot.busy;
    const next = waiting.shift();
    if (next) next(slot);
    else idle.push(slot);
  }
  async function childOf(slot: Slot): Promise<Child> {
    if (slot.child && isUsable(slot.child.process)) return slot.child;
    const execArgv = [...process.execArgv, ...nodeArguments];
    const started = fork(module, [...childArguments], { stdio: ["ignore", "pipe", "pipe", "ipc"], serialization: "advanced", execArgv });
    started.on("error", () => undefined); // its end tells
    slot.child = { process: started, output: childOutput(started, (text) => process.stderr.write(text)) };
    await messageOrEnd(slot.child, new AbortController());
    return slot.child;
  }
  const work = async (slot: Slot, message: object): Promise<unknown> => answer(await childOf(slot), message, timeLimit);
  async function close(): Promise<void> {
    closed = true;
    await Promise.all(slots.map(async ({ child }) => { if (child) await kill(child.process); }));
  }
  return {
    close,
    async run(message) {
      const slot = await take();
      try {
        const answered = work(slot, message);
        slot.busy = answered.catch(() => undefined);
        return await answered;
      } finally {
        giveBack(slot);
      }
    },
    async stop(message, patience) {
      closed = true;
      const working = slots.flatMap(({ child, busy }) => (child && busy ? [{ child, busy }] : []));
      for (const { child } of working) if (child.process.connected) child.process.send(message, () => undefined);
      await Promise.race([Promise.all(working.map(({ busy }) => busy)), sleep(patience, undefined, { ref: false })]);
      await close();
    },
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;
const isUsable = (child: ChildProcess): boolean => child.connected && !child.killed && !hasEnded(child);

/** Sends a message and waits for the answer, for the child's end, or for the time to run out. */
async function answer(child: Child, message: object, timeLimit = Infinity): Promise<unknown> {
  const over = new AbortController();
  const timer = Number.isFinite(timeLimit) ? setTimeout(() => { over.abort(); }, timeLimit) : undefined;
  child.process.send(message, () => undefined); // a child that is gone is told by its end
  try {
    return await messageOrEnd(child, over);
  } catch (error) {
    if (hasEnded(child.process)) throw error;
    await kill(child.process);
    throw new Error(`it took longer than the time limit of ${timeLimit / 1000} s`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** The next message of a child. Throws when the child ends or `over` is aborted; in any case `over` is aborted afterwards. */
async function messageOrEnd(child: Child, over: AbortController): Promise<unknown> {
  const { signal } = over;
  try {
    const messages: readonly unknown[] = await Promise.race([once(child.process, "message", { signal }), ended(child, signal)]);
    return messages[0];
  } finally {
    over.abort();
  }
}

async function ended({ process: ending, output }: Child, signal: AbortSignal): Promise<never> {
  const [code, by] = await once(ending, "exit", { signal }) as [number | null, NodeJS.Signals | null]; // as Node documents it
  throw new Error(endInWords({ code, signal: by, lastOutput: await output.last() }));
}

/** Not asked to end but killed: a busy child would not listen. */
async function kill(child: ChildProcess): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
