import { closeSync } from "node:fs";
import { Worker } from "node:worker_threads";
import type { ChildEnd } from "../bridge-errors.ts";
import { asError, badFrame, childError, closedError } from "../bridge-errors.ts";
import { encodeRequest } from "../messages.ts";
import { isRecord } from "../plain-data.ts";
import type { Launch } from "./launch.ts";
import { blockingPipes } from "./named-pipe.ts";
import { exchangeFrames } from "./pipe-frames.ts";

/** A child that answers while this thread is blocked. After a failure, every call throws the same error. */
export interface BlockingConnection {
  /** Sends a frame; the body of the answer. Throws when the child is gone, late, or answers with what is no frame. */
  ask(frame: Uint8Array, limit: number): Uint8Array;
  /** Ends the child because of an error that was found in an answer. */
  fail(error: unknown): void;
  /** Asks the child to end, and kills it where it does not. Never throws. */
  close(): void;
}

/** The same numbers are in supervisor.mjs. */
const slots = { phase: 0, limit: 1, call: 2, reportSize: 3 } as const;
const phases = { starting: 0, running: 1, ended: 2 } as const;
/** Milliseconds: of closing, of ending after a failure, and of whatever the supervisor must do at once. */
const closeLimit = 5000;
const failureLimit = 300;
const supervisorLimit = 10_000;
const longestLimit = 2 ** 31 - 1;
const supervisor = new URL("../../worker/supervisor.mjs", import.meta.url);

/**
 * Starts a child, and a worker thread that watches over it while this one is blocked.
 *
 * This thread reads and writes the pipes itself: the worker is woken only by the start, the end and the time limit.
 */
export function connectBlocking(launch: Launch, maxFrameSize: number): BlockingConnection {
  const [requests, answers] = blockingPipes();
  const shared = new Int32Array(new SharedArrayBuffer(4 * Object.keys(slots).length));
  const report = new Uint8Array(new SharedArrayBuffer(2 ** 17));
  const worker = new Worker(supervisor, {
    workerData: { ...launch, incoming: requests.reading, outgoing: answers.writing, shared, report }, execArgv: [],
  });
  worker.unref();
  waitWhile(phases.starting, shared);
  closeSync(requests.reading);
  closeSync(answers.writing);
  let failure: Error | undefined;
  let isOpen = true;

  /** Its end as the supervisor reports it. */
  function endError(withinFrame: boolean): Error {
    const reported = waitWhile(phases.running, shared) === phases.ended;
    if (!reported) return badFrame("answers, or the end of the process", "a pipe that it closed");
    const text = new TextDecoder().decode(report.slice(0, shared[slots.reportSize]));
    return childError(endOf(JSON.parse(text), withinFrame), launch.command);
  }
  function fail(error: unknown): void {
    failure ??= asError(error);
    if (isOpen) release();
  }
  /** The child finds its input closed, and ends; or the supervisor ends it. */
  function release(): void {
    isOpen = false;
    closeSync(requests.writing);
    closeSync(answers.reading);
    Atomics.store(shared, slots.limit, failureLimit);
    Atomics.add(shared, slots.call, 1);
    waitWhile(phases.running, shared);
    void worker.terminate();
  }
  function ask(frame: Uint8Array, limit: number): Uint8Array {
    if (failure) throw failure;
    Atomics.add(shared, slots.call, 1);
    Atomics.store(shared, slots.limit, Math.min(limit, longestLimit));
    try {
      const answer = exchangeFrames(requests.writing, answers.reading, frame, maxFrameSize);
      if (answer instanceof Uint8Array) return answer;
      throw endError(answer.withinFrame);
    } catch (error) {
      fail(error);
      throw error;
    } finally {
      if (isOpen) Atomics.store(shared, slots.limit, 0);
    }
  }
  function close(): void {
    if (failure) return;
    try {
      ask(encodeRequest(["close"], maxFrameSize), closeLimit);
    } catch {
      // It ended before it could be asked to.
    }
    fail(closedError());
  }
  return { ask, fail, close };
}

/** Blocks while the child is in a phase; the phase after that. */
function waitWhile(phase: number, shared: Int32Array): number {
  Atomics.wait(shared, slots.phase, phase, supervisorLimit);
  return Atomics.load(shared, slots.phase);
}

function endOf(reported: unknown, withinFrame: boolean): ChildEnd {
  const given = isRecord(reported) ? reported : {};
  const number = (key: string): number | undefined => (typeof given[key] === "number" ? given[key] : undefined);
  const text = (key: string): string | undefined => (typeof given[key] === "string" ? given[key] : undefined);
  return {
    status: number("status") ?? null, signal: text("signal") ?? null, startFailure: text("startFailure"),
    hungFor: number("hungFor"),
    withinFrame, lastWords: text("lastWords") ?? "",
  };
}
