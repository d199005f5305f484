import {
  closeSync, existsSync, fstatSync, fsyncSync, linkSync, openSync, readdirSync, readSync, renameSync, rmSync, writeSync,
} from "node:fs";
import { join } from "node:path";
import { isProcessRunning } from "./process-state.ts";
import { codeOf, storing } from "./storage-error.ts";

/** What is written: text as UTF-8, bytes as they are. */
type Content = string | Uint8Array;

/**
 * Writes beside, then links: the name appears with the whole content, and only once.
 *
 * @returns false when another writer was first; the file is then the other's
 */
export function commitOnce(file: string, content: string): boolean {
  if (existsSync(file)) return false;
  const temporary = temporaryOf(file);
  for (let attempt = 1; ; attempt++) {
    try {
      storing(file, () => { writeWhole(temporary, content); });
      linkSync(temporary, file);
      return true;
    } catch (error) {
      if (codeOf(error) === "EEXIST") return false;
      // Somebody on another machine took our temporary file for one that was left behind.
      if (codeOf(error) !== "ENOENT" || attempt === 3) throw error;
    } finally {
      rmSync(temporary, { force: true });
    }
  }
}

/** Writes beside, then renames: readers see the old content or the new one, never a part. Pieces are written one after the other. */
export function replaceFile(file: string, ...pieces: readonly Content[]): void {
  const temporary = temporaryOf(file);
  try {
    storing(file, () => {
      writeWhole(temporary, ...pieces);
      renameSync(temporary, file);
    });
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** Appends one line, on a line of its own even after one that was torn. */
export function appendLine(file: string, facts: object): void {
  storing(file, () => {
    const handle = openSync(file, "a+");
    try {
      writeAll(handle, `${endsInsideLine(handle) ? "\n" : ""}${JSON.stringify(facts)}\n`);
    } finally {
      closeSync(handle);
    }
  });
}

/** Names of temporary files in a folder whose writers are gone. */
export function leftTemporaries(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).filter((name) => {
    const [, writer] = /\.(\d+)\.tmp$/.exec(name) ?? [];
    return writer !== undefined && !isAtWork(Number(writer));
  });
}

/** Removes the temporary files of writers that are gone. */
export function sweepTemporaries(folder: string): void {
  for (const name of leftTemporaries(folder)) rmSync(join(folder, name), { force: true });
}

const temporaryOf = (file: string): string => `${file}.${process.pid}.tmp`;

/** We ourselves write one file at a time, and none now. */
const isAtWork = (writer: number): boolean => writer !== process.pid && isProcessRunning(writer);

function writeWhole(file: string, ...pieces: readonly Content[]): void {
  const handle = openSync(file, "w");
  try {
    for (const piece of pieces) writeAll(handle, piece);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function writeAll(handle: number, content: Content): void {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written);
}

function endsInsideLine(handle: number): boolean {
  const { size } = fstatSync(handle);
  const last = Buffer.alloc(1);
  return size > 0 && readSync(handle, last, 0, 1, size - 1) === 1 && last[0] !== 0x0a;
}
