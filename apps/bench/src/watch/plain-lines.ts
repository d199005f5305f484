import { pointInWords, progressInWords, stateInWords } from "./sweep-in-words.ts";
import type { FailedRun, Sweep } from "./sweep.ts";

/** At most so many letters of an error in a line of a terminal. */
const mostLetters = 300;

/**
 * What has changed since the last call, as lines for a terminal: nothing where nothing has.
 *
 * Failures are told once. What could steer the terminal is taken out of names and errors.
 */
export function plainLines(): (sweep: Sweep) => readonly string[] {
  let last = "";
  const told = new Set<string>();
  return (sweep) => {
    const fresh = sweep.failures.filter(({ id }) => !told.has(id)).reverse();
    for (const { id } of fresh) told.add(id);
    const failed = fresh.map(failureLine);
    const { secondsLeft: _, ...rest } = sweep;
    const mark = sweep.state === "waiting" ? stateInWords(sweep) : `${sweep.state} ${progressInWords(rest)}`;
    if (mark === last) return failed.map(printable);
    last = mark;
    const line = sweep.state === "running" ? progressInWords(sweep) : stateInWords(sweep);
    return [...failed, line].map(printable);
  };
}

const failureLine = ({ study, point, error }: FailedRun): string =>
  `failed: ${study}, ${pointInWords(point)}: ${error.trim().slice(0, mostLetters)}`;

// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const unprintable = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

const printable = (text: string): string => text.replace(/\s*[\r\n]+\s*/g, " · ").replace(unprintable, "\ufffd");
