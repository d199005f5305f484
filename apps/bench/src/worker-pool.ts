import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** How a pool runs its tasks. */
export interface PoolOptions {
  /** The module that every child runs: it answers each message with one message. */
  readonly module: URL;
  readonly childArguments: readonly string[];
  /** Children at once. */
  readonly size: number;
  /** After so many milliseconds a task has failed and its child is killed; no limit by default. */
  readonly timeLimit?: number;
}

/** Child processes that answer messages. */
export interface WorkerPool {
  /** The answer to a message. Rejects when the child dies or takes too long; then another child takes its place. */
  run(message: object): Promise<unknown>;
  /** Kills the children. */
  close(): Promise<void>;
}

/**
 * Child processes, one for each slot, reused, and replaced after a fault.
 *
 * Processes, not threads: a crash, an exit or a full heap takes one task with it and not the sweep. What children print goes to standard
 * error, so that standard output is the caller's.
 */
export function workerPool({ module, childArguments, size, timeLimit }: PoolOptions): WorkerPool {
  const idle: (ChildProcess | undefined)[] = Array.from({ length: size }, () => undefined);
  const waiting: ((slot: ChildProcess | undefined) => void)[] = [];
  const living = new Set<ChildProcess>();

  function start(): ChildProcess {
    const child = fork(module, [...childArguments], { stdio: ["ignore", 2, 2, "ipc"], serialization: "advanced" });
    living.add(child);
    child.on("error", () => undefined); // its end tells
    child.once("exit", () => living.delete(child));
    return child;
  }
  const take = async (): Promise<ChildProcess | undefined> =>
    (idle.length > 0 ? idle.pop() : await new Promise<ChildProcess | undefined>((resolve) => { waiting.push(resolve); }));
  function giveBack(child: ChildProcess): void {
    const next = waiting.shift();
    const slot = isUsable(child) ? child : undefined;
    if (next) next(slot);
    else idle.push(slot);
  }

  return {
    async run(message) {
      const slot = await take();
      const child = slot && isUsable(slot) ? slot : start();
      try {
        return await answer(child, message, timeLimit);
      } finally {
        giveBack(child);
      }
    },
    async close() {
      await Promise.all([...living].map(kill));
    },
  };
}

const isUsable = (child: ChildProcess): boolean => child.connected && child.exitCode === null && child.signalCode === null && !child.killed;

/** Sends a message and waits for the answer, for the child's end, or for the time to run out. */
async function answer(child: ChildProcess, message: object, timeLimit = Infinity): Promise<unknown> {
  const settled = new AbortController();
  const { signal } = settled;
  const timer = Number.isFinite(timeLimit) ? setTimeout(() => { settled.abort(); }, timeLimit) : undefined;
  try {
    return await Promise.race([nextMessage(child, message, signal), ended(child, signal)]);
  } catch (error) {
    if (!timer || !signal.aborted) throw error;
    await kill(child);
    throw new Error(`it took longer than the time limit of ${timeLimit / 1000} s`, { cause: error });
  } finally {
    clearTimeout(timer);
    settled.abort();
  }
}

async function nextMessage(child: ChildProcess, message: object, signal: AbortSignal): Promise<unknown> {
  child.send(message, () => undefined); // a child that is gone is told by its end
  const [reply] = await once(child, "message", { signal }) as readonly unknown[];
  return reply;
}

async function ended(child: ChildProcess, signal: AbortSignal): Promise<never> {
  const [code, by] = await once(child, "exit", { signal }) as [number | null, NodeJS.Signals | null]; // as Node documents it
  throw new Error(by ? `its process was ended by ${by}` : `its process exited with code ${code ?? 0}`);
}

/** Not asked to end but killed: a busy child would not listen. */
async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
