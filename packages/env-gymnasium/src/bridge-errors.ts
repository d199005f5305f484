import type { Complaint, Facts } from "@worldwise/protocol";
import { WorldwiseError } from "@worldwise/protocol";
import { isRecord } from "./plain-data.ts";

/** What is wrong with what came through the pipe. */
export const badFrame = (expected: string, got: string): WorldwiseError => new WorldwiseError("bad-frame", {
  expected, got, todo: "make sure that `python` names a Python, and that it runs the bridge of this very package",
});

/** What was thrown, as an error that can be thrown again. */
export const asError = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

/** How a child process ended. */
export interface ChildEnd {
  /** Exit status, where it ended by itself. */
  readonly status: number | null;
  readonly signal: string | null;
  /** Why it could not be started, such as `ENOENT`. */
  readonly startFailure?: string | undefined;
  /** The time limit that it broke, in milliseconds. */
  readonly hungFor?: number | undefined;
  /** Whether it had begun an answer. */
  readonly withinFrame: boolean;
  /** The last that it wrote to standard error. */
  readonly lastWords: string;
}

/** A child that is gone, as an error. */
export function childError(end: ChildEnd, command: string): WorldwiseError {
  const { status, signal, startFailure, hungFor, withinFrame, lastWords } = end;
  const said = lastWords.trim() === "" ? "" : `; the last it said:\n${lastWords.trimEnd()}`;
  if (startFailure !== undefined) return new WorldwiseError("python-missing", {
    expected: `a Python under the command \`${command}\``, got: startFailure,
    todo: "install Python 3 with Gymnasium, or name one by `python`",
  }, { command });
  const facts = { command, lastWords, ...(status !== null && { status }), ...(signal !== null && { signal }) };
  const broken = withinFrame ? " in the middle of an answer" : "";
  if (hungFor !== undefined) return new WorldwiseError("python-hung", {
    expected: `an answer within ${hungFor} ms`, got: `none${broken && ", or only a part of one"}${said}`,
    todo: "look where it hung, or raise `callLimit` (`startLimit` for the start); it was killed: make the environment anew",
  }, { ...facts, limit: hungFor });
  return new WorldwiseError("python-died", {
    expected: "Python to live until it is closed",
    got: `its end by ${signal ?? `exit status ${status ?? "unknown"}`}${broken}${said}`,
    todo: "look at what it said last; then make the environment anew",
  }, facts);
}

/** A call after the end. */
export const closedError = (): WorldwiseError => new WorldwiseError("closed", {
  expected: "no call after close()", got: "one", todo: "make the environment anew",
});

/** What the other side says of a failure. */
interface Failure {
  readonly code: string;
  readonly message: string;
  readonly traceback: string;
  readonly call: string;
  readonly lane: number | undefined;
}

const complaints: Readonly<Record<string, (failure: Failure) => Complaint>> = {
  "numpy-missing": ({ message }) => ({
    expected: "NumPy in the Python that runs", got: message, todo: "install it there, or name another Python by `python`",
  }),
  "gymnasium-missing": ({ message }) => ({
    expected: "Gymnasium in the Python that runs", got: message,
    todo: "install it there (`python3 -m pip install gymnasium`), or name another Python by `python`",
  }),
  "unknown-environment": ({ message }) => ({
    expected: "an id that gymnasium.make knows", got: message,
    todo: "check the id; environments of other packages need their module in front: `module:Name-v0`",
  }),
  "unsupported-space": ({ message }) => ({
    expected: "Discrete, Box, MultiBinary or MultiDiscrete, or a Dict or Tuple of them", got: message,
    todo: "wrap the environment in a module of your own, register it there, and name it `module:Name-v0`",
  }),
  "autoreset": ({ message }) => ({
    expected: "an environment that never resets itself", got: message, todo: "make it without autoreset: a mask resets lanes",
  }),
  "bad-observation": ({ message }) => ({
    expected: "observations of the declared space", got: message, todo: "correct the environment, or wrap it",
  }),
  "bad-reward": ({ message }) => ({ expected: "a number as reward", got: message, todo: "correct the environment, or wrap it" }),
  "frame-too-large": ({ message }) => ({
    expected: "a reply within maxFrameSize", got: message, todo: "raise maxFrameSize, or take fewer lanes",
  }),
  "environment-failed": ({ message, traceback, call, lane }) => ({
    expected: `${call}${lane === undefined ? "" : ` of lane ${lane}`} to succeed`, got: `${message}\n${traceback.trimEnd()}`,
    todo: "look at the traceback; the process has ended: make the environment anew",
  }),
};

/** The failure that Python reports, as an error; its traceback, where it has one, is in the message and in the facts. */
export function reportedError(report: unknown): WorldwiseError {
  const failure = failureOf(report);
  const { code, message, traceback, call, lane } = failure;
  const complain = complaints[code] ?? (() => ({
    expected: "the bridge to work", got: `${message}\n${traceback}`.trimEnd(),
    todo: "make the environment anew; report it if it happens again",
  }));
  const facts: Facts = { traceback, call, ...(lane !== undefined && { lane }) };
  return new WorldwiseError(code, complain(failure), facts);
}

function failureOf(report: unknown): Failure {
  const given = isRecord(report) ? report : {};
  const text = (key: string): string => (typeof given[key] === "string" ? given[key] : "");
  const lane = typeof given["lane"] === "number" ? given["lane"] : undefined;
  return {
    code: text("code") || "bridge-failed", message: text("message"), traceback: text("traceback"),
    call: text("call") || "the call", lane,
  };
}
