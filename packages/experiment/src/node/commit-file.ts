import { closeSync, existsSync, fsyncSync, linkSync, openSync, readdirSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "../is-record.ts";

/** What is written: text as UTF-8, bytes as they are. */
type Content = string | Uint8Array;

/**
 * Writes beside, then links: the name appears with the whole content, and only once.
 *
 * @returns false when another writer was first; the file is then the other's
 */
export function commitOnce(file: string, content: string): boolean {
  const temporary = temporaryOf(file);
  for (let attempt = 1; ; attempt++) {
    writeWhole(temporary, content);
    try {
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
    writeWhole(temporary, ...pieces);
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Appends one line. */
export function appendLine(file: string, facts: object): void {
  const handle = openSync(file, "a");
  writeSync(handle, `${JSON.stringify(facts)}\n`);
  closeSync(handle);
}

/** Removes the temporary files of writers that are gone. */
export function sweepTemporaries(folder: string): void {
  for (const name of existsSync(folder) ? readdirSync(folder) : []) {
    const [, writer] = /\.(\d+)\.tmp$/.exec(name) ?? [];
    if (writer !== undefined && !isRunning(Number(writer))) rmSync(join(folder, name), { force: true });
  }
}

const temporaryOf = (file: string): string => `${file}.${process.pid}.tmp`;

function writeWhole(file: string, ...pieces: readonly Content[]): void {
  const handle = openSync(file, "w");
  try {
    for (const piece of pieces) writeAll(handle, typeof piece === "string" ? Buffer.from(piece) : piece);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function writeAll(handle: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written);
}

function isRunning(processId: number): boolean {
  if (processId === process.pid) return false; // we write one file at a time, and none now
  try {
    process.kill(processId, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

const codeOf = (error: unknown): unknown => (isRecord(error) ? error["code"] : undefined);
