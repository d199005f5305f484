import { closeSync, existsSync, fstatSync, openSync, readSync, writeSync } from "node:fs";

/** What a task says: it began, started and ended cells, refuses them all, lives, has ended. */
export type JournalEntry =
  | { readonly kind: "begin"; readonly host: string }
  | { readonly kind: "start"; readonly id: string }
  /** The cell's result stands in the run folder; milliseconds are unknown when another writer was first. */
  | { readonly kind: "finish"; readonly id: string; readonly milliseconds?: number }
  | { readonly kind: "fail"; readonly id: string; readonly error: string }
  | { readonly kind: "refuse"; readonly error: string }
  | { readonly kind: "beat" }
  | { readonly kind: "end" };

/** Appends one entry. */
export function writeEntry(file: string, entry: JournalEntry): void {
  const handle = openSync(file, "a");
  try {
    // A task that was killed may have left half a line, and Slurm may have started it again.
    writeSync(handle, `${entry.kind === "begin" ? "\n" : ""}${JSON.stringify(entry)}\n`);
  } finally {
    closeSync(handle);
  }
}

/** Reads the entries that came since the last call; what is not yet whole comes with a later one. */
export function followJournal(file: string): () => readonly JournalEntry[] {
  let offset = 0;
  return () => {
    const bytes = existsSync(file) ? bytesFrom(file, offset) : Buffer.alloc(0);
    const whole = bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);
    offset += whole.length;
    return whole.toString().split("\n").flatMap(parseEntry);
  };
}

function bytesFrom(file: string, offset: number): Buffer {
  const handle = openSync(file, "r");
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(handle).size - offset));
    return bytes.subarray(0, readSync(handle, bytes, 0, bytes.length, offset));
  } finally {
    closeSync(handle);
  }
}

function parseEntry(line: string): readonly JournalEntry[] {
  try {
    return line === "" ? [] : [JSON.parse(line) as JournalEntry]; // `writeEntry` wrote it
  } catch {
    return []; // half a line, see above
  }
}
