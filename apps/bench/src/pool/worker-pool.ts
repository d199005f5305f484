import { fork } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";

/** How a pool runs its tasks. */
export interface PoolOptions {
  /** The module that every child runs: it sends one message when it is ready, and then answers each message with one. */
  readonly module: URL;
  readonly childArguments: readonly string[];
  /** Children at once. */
  readonly size: number;
  /** After so many milliseconds a task has failed and its child is killed; by default never. The start of a child does not count. */
  readonly timeLimit?: number;
}

/** Child processes that answer messages. */
export interface WorkerPool {
  /** The answer to a message. Rejects when the child dies or takes too long; then another child takes its place. */
  run(message: object): Promise<unknown>;
  /** Kills the children. What was not answered is rejected. */
  close(): Promise<void>;
}

/** A place for one child; none was started yet, or the last one is gone. */
interface Slot {
  child?: ChildProcess;
}

/**
 * Child processes, one for each slot, reused, and replaced after a fault.
 *
 * Processes, not threads: a crash, an exit or a full heap takes one task with it and not the sweep. What children print goes to
 * standard error, so that standard output is the caller's.
 */
export function workerPool({ module, childArguments, size, timeLimit }: PoolOptions): WorkerPool {
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
    const next = waiting.shift();
    if (next) next(slot);
    else idle.push(slot);
  }
  async function childOf(slot: Slot): Promise<ChildProcess> {
    if (slot.child && isUsable(slot.child)) return slot.child;
    const child = fork(module, [...childArguments], { stdio: ["ignore", 2, 2, "ipc"], serialization: "advanced" });
    child.on("error", () => undefined); // its end tells
    slot.child = child;
    await messageOrEnd(child, new AbortController());
    return child;
  }
  return {
    async run(message) {
      const slot = await take();
      try {
        return await answer(await childOf(slot), message, timeLimit);
      } finally {
        giveBack(slot);
      }
    },
    async close() {
      closed = true;
      await Promise.all(slots.map(async ({ child }) => { if (child) await kill(child); }));
    },
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean => exitCode !== null || signalCode !== null;
const isUsable = (child: ChildProcess): boolean => child.connected && !child.killed && !hasEnded(child);

/** Sends a message and waits for the answer, for the child's end, or for the time to run out. */
async function answer(child: ChildProcess, message: object, timeLimit = Infinity): Promise<unknown> {
  const over = new AbortController();
  const timer = Number.isFinite(timeLimit) ? setTimeout(() => { over.abort(); }, timeLimit) : undefined;
  child.send(message, () => undefined); // a child that is gone is told by its end
  try {
    return await messageOrEnd(child, over);
  } catch (error) {
    if (hasEnded(child)) throw error;
    await kill(child);
    throw new Error(`it took longer than the time limit of ${timeLimit / 1000} s`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}

/** The next message of a child. Throws when the child ends or `over` is aborted; in any case `over` is aborted afterwards. */
async function messageOrEnd(child: ChildProcess, over: AbortController): Promise<unknown> {
  const { signal } = over;
  try {
    const messages: readonly unknown[] = await Promise.race([once(child, "message", { signal }), ended(child, signal)]);
    return messages[0];
  } finally {
    over.abort();
  }
}

async function ended(child: ChildProcess, signal: AbortSignal): Promise<never> {
  const [code, by] = await once(child, "exit", { signal }) as [number | null, NodeJS.Signals | null]; // as Node documents it
  throw new Error(by ? `its process was ended by ${by}` : `its process exited with code ${code ?? 0}`);
}

/** Not asked to end but killed: a busy child would not listen. */
async function kill(child: ChildProcess): Promise<void> {
  if (hasEnded(child) || child.pid === undefined) return;
  const gone = once(child, "exit");
  child.kill("SIGKILL");
  await gone;
}
