import { closeSync, existsSync, fsyncSync, linkSync, openSync, readdirSync, renameSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { isRecord } from "../is-record.ts";

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

/** Writes beside, then renames: readers see the old content or the new one, never a part. */
export function replaceFile(file: string, content: string): void {
  const temporary = temporaryOf(file);
  writeWhole(temporary, content);
  renameSync(temporary, file);
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

function writeWhole(file: string, content: string): void {
  const handle = openSync(file, "w");
  try {
    const bytes = Buffer.from(content);
    for (let written = 0; written < bytes.length;) written += writeSync(handle, bytes, written);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
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
