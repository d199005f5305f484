import { statSync } from "node:fs";
import type { Cell } from "@worldwise/experiment";
import { lineTail } from "./line-tail.ts";
import type { FailedRun } from "./sweep.ts";

/** The failures of a folder, read as they are appended. */
export interface FailureLog {
  /** Reads what is new. */
  read(): void;
  /** Of runs that are not finished, the last failure of each; the latest first. */
  unfinished(finished: ReadonlySet<string>): readonly FailedRun[];
  /** When the file was written last, in milliseconds; 0 where there is none. */
  lastChange(): number;
}

/** Follows `failures.jsonl`. Lines that are none, and runs that are not planned, are passed over. */
export function failureLog(file: string, planned: ReadonlyMap<string, readonly Cell[]>): FailureLog {
  const tail = lineTail(file);
  /** The latest last. */
  const errors = new Map<string, string>();
  return Object.freeze({
    read() {
      const { lines, fromStart } = tail.read();
      if (fromStart) errors.clear();
      for (const { id, error } of lines.flatMap(failureIn)) {
        errors.delete(id);
        errors.set(id, error);
      }
    },
    unfinished: (finished) => [...errors].reverse().flatMap(([id, error]) => {
      const [place] = finished.has(id) ? [] : planned.get(id) ?? [];
      return place ? [{ id, study: place.study, point: place.point, error }] : [];
    }),
    lastChange: () => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0,
  } satisfies FailureLog);
}

function failureIn(line: string): readonly { readonly id: string; readonly error: string }[] {
  try {
    const { id, error } = JSON.parse(line) as { readonly id?: unknown; readonly error?: unknown }; // both are checked below
    return typeof id === "string" ? [{ id, error: typeof error === "string" ? error : "no message" }] : [];
  } catch {
    return [];
  }
}
