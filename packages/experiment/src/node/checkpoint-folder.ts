import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { WorldwiseError } from "@worldwise/protocol";
import { canonicalJson } from "../canonical-json.ts";
import { isRecord } from "../is-record.ts";
import { replaceFile, sweepTemporaries } from "./commit-file.ts";
import { setAside } from "./set-aside.ts";
import { storing } from "./storage-error.ts";

/** What was saved of a cell in progress. */
export interface Checkpoint {
  /** As `runCell` gave them; they hold a checksum of their own. */
  readonly bytes: Uint8Array;
  /** Time that went into the cell so far, over all attempts. */
  readonly milliseconds: number;
}

/**
 * Checkpoints of cells in progress as files: one for each cell, `<id>`, which is replaced by the next and removed with the cell's end.
 *
 * A file appears whole or not at all: it is written beside, synchronized and renamed. The id holds the digest of the code, so a
 * checkpoint of other code is never taken for one of this.
 */
export interface CheckpointFolder {
  readonly path: string;
  /** Creates the folder, and removes what interrupted writers left. */
  begin(): void;
  /** Undefined where there is none. Throws `damaged-file` on a file that is torn, or that was saved for another cell. */
  load(id: string): Checkpoint | undefined;
  save(id: string, checkpoint: Checkpoint): void;
  remove(id: string): void;
  /** Moves a checkpoint that is of no use to `set-aside/` beside this folder. Returns the new path. */
  setAside(id: string): string;
  /** Ids that have a checkpoint. */
  ids(): readonly string[];
}

/** The checkpoints in a folder. */
export function checkpointFolder(path: string): CheckpointFolder {
  const fileOf = (id: string): string => join(path, id);
  return Object.freeze({
    path,
    begin() {
      storing(path, () => mkdirSync(path, { recursive: true }));
      sweepTemporaries(path);
    },
    load(id) {
      const file = read(fileOf(id));
      return file && split(file, id, fileOf(id));
    },
    save(id, { bytes, milliseconds }) {
      replaceFile(fileOf(id), `${canonicalJson({ format: 1, id, length: bytes.length, milliseconds })}\n`, bytes);
    },
    remove: (id) => { rmSync(fileOf(id), { force: true }); },
    setAside: (id) => join(dirname(path), setAside(dirname(path), `${basename(path)}/${id}`)),
    ids: () => names(path).filter((name) => /^[0-9a-f]+$/.test(name)),
  } satisfies CheckpointFolder);
}

/** Undefined where there is nothing to read. */
function read(file: string): Buffer | undefined {
  return orWhenAbsent(() => readFileSync(file), undefined);
}

const names = (folder: string): readonly string[] => orWhenAbsent(() => readdirSync(folder), []);

function orWhenAbsent<T>(look: () => T, absent: T): T {
  try {
    return look();
  } catch (error) {
    if (isRecord(error) && error["code"] === "ENOENT") return absent;
    throw error;
  }
}

const NEWLINE = 10;

/** The first line says whose checkpoint it is, and how long; the bytes follow. */
function split(file: Buffer, id: string, path: string): Checkpoint {
  const end = file.indexOf(NEWLINE);
  const header = headerOf(file.subarray(0, Math.max(0, end)).toString());
  if (!header) throw damaged(path, "a torn or changed file");
  if (header["format"] !== 1) throw damaged(path, `format ${JSON.stringify(header["format"])}`);
  if (header["id"] !== id) throw damaged(path, `the checkpoint of the cell ${JSON.stringify(header["id"])}`);
  const bytes = file.subarray(end + 1);
  if (bytes.length !== header["length"]) throw damaged(path, `${bytes.length} bytes in place of ${JSON.stringify(header["length"])}`);
  return { bytes, milliseconds: Number(header["milliseconds"]) };
}

function headerOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const parsed: unknown = JSON.parse(line);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

const damaged = (file: string, got: string): WorldwiseError => new WorldwiseError("damaged-file", {
  expected: `${file}: a checkpoint of this cell`, got, todo: "set it aside: the cell starts anew, and the other cells are kept",
}, { file });
