import type { ChildProcessWithoutNullStreams } from "node:child_process";
import { spawn } from "node:child_process";
import { Socket } from "node:net";
import { WorldwiseError } from "@worldwise/protocol";
import { asError, badFrame, childError, closedError } from "../bridge-errors.ts";
import { frameReader } from "../frames.ts";
import { encodeRequest } from "../messages.ts";
import { lastWords } from "./last-words.ts";
import type { Launch } from "./launch.ts";

/** A child that answers one request at a time. After a failure, every call gives the same error. */
export interface Connection {
  /** Sends a frame; the body of the answer. Rejects when the child is gone, late, or answers with what is no frame. */
  ask(frame: Uint8Array, limit: number): Promise<Uint8Array>;
  /** Ends the child because of an error that was found in an answer. */
  fail(error: unknown): void;
  /** Asks the child to end, and kills it where it does not. Never rejects. */
  close(): Promise<undefined>;
}

/** Milliseconds for a traceback, between the signal that asks for it and the one that kills; and for last words after the end. */
const grace = 300;
/** Milliseconds that closing may take. */
const closeLimit = 5000;
const longestTimer = 2 ** 31 - 1;

interface Call {
  readonly resolve: (body: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
  /** Keeps this process alive while an answer is awaited; nothing else of the child does. */
  readonly timer: ReturnType<typeof setTimeout>;
}

/** Starts a child. What goes wrong with that, the first call says. */
export function connect(launch: Launch, maxFrameSize: number): Connection {
  const child = start(launch);
  const words = lastWords(child.stderr);
  const reader = frameReader(maxFrameSize);
  let call: Call | undefined;
  let failure: Error | undefined;
  let hungFor: number | undefined;

  function settle(): Call | undefined {
    const settled = call;
    clearTimeout(settled?.timer);
    call = undefined;
    return settled;
  }
  function fail(error: unknown): void {
    failure ??= asError(error);
    settle()?.reject(failure);
    child.stdin.destroy();
    setTimeout(() => child.kill("SIGKILL"), grace).unref();
  }
  function receive(piece: Uint8Array): void {
    try {
      for (const body of reader.push(piece)) {
        const asked = settle();
        if (!asked) throw badFrame("silence until the next request", "a frame");
        asked.resolve(body);
      }
    } catch (error) {
      fail(error);
    }
  }
  function interrupt(limit: number): void {
    hungFor = limit;
    child.kill("SIGUSR1");
    setTimeout(() => child.kill("SIGKILL"), grace);
  }
  child.stdout.on("data", receive);
  const ended = endOf(child, ({ status, signal, startFailure }) => {
    const withinFrame = reader.isWithinFrame();
    fail(childError({ status, signal, startFailure, hungFor, withinFrame, lastWords: words() }, launch.command));
  });

  async function ask(frame: Uint8Array, limit: number): Promise<Uint8Array> {
    if (failure) throw failure;
    if (call) throw stillRunning();
    return new Promise((resolve, reject) => {
      call = { resolve, reject, timer: setTimeout(interrupt, Math.min(limit, longestTimer), limit) };
      child.stdin.write(frame);
    });
  }
  async function close(): Promise<undefined> {
    if (!failure && !call) await ask(encodeRequest(["close"], maxFrameSize), closeLimit).catch(() => undefined);
    failure ??= closedError();
    settle()?.reject(failure);
    child.stdin.end();
    const patience = setTimeout(() => child.kill("SIGKILL"), closeLimit);
    await ended;
    clearTimeout(patience);
    return undefined;
  }
  return { ask, fail, close };
}

const stillRunning = (): WorldwiseError => new WorldwiseError("still-running", {
  expected: "one call at a time", got: "another", todo: "await the call that is under way",
});

interface End {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly startFailure?: string;
}

/** Waits for the end of the child, and a moment for what it said last: a child of its own may keep the stream open. */
function endOf(child: ChildProcessWithoutNullStreams, report: (end: End) => void): Promise<void> {
  return new Promise((resolve) => {
    let lateEnd: ReturnType<typeof setTimeout> | undefined;
    const finish = (end: End): void => {
      clearTimeout(lateEnd);
      report(end);
      resolve();
    };
    child.on("error", (error) => {
      if (child.pid === undefined) finish({ status: null, signal: null, startFailure: error.message });
    });
    child.on("exit", (status, signal) => { lateEnd = setTimeout(() => finish({ status, signal }), grace); });
    child.on("close", (status, signal) => finish({ status, signal }));
  });
}

/** The child alone keeps nobody alive: whoever forgets to close it can still end. */
function start({ command, argumentList, environmentVariables }: Launch): ChildProcessWithoutNullStreams {
  const child = spawn(command, argumentList, { env: environmentVariables, stdio: "pipe", windowsHide: true });
  child.unref();
  for (const stream of [child.stdin, child.stdout, child.stderr]) if (stream instanceof Socket) stream.unref();
  child.stdin.on("error", () => undefined); // The end of the child, which is reported, is the reason.
  return child;
}
