import { mkdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { WorldwiseError } from "@worldwise/protocol";
import type { Cell, CellResult } from "../cell.ts";
import type { FinishedCell } from "../finished-cell.ts";
import type { AttemptRows } from "./cell-file.ts";
import { attemptText, cellText, readCellText } from "./cell-file.ts";
import { appendLine, commitOnce, sweepTemporaries } from "./commit-file.ts";
import { holdFolder } from "./coordinators.ts";
import type { Manifest, RunFacts } from "./run-manifest.ts";
import { readRunManifest, writeRunManifest } from "./run-manifest.ts";
import { setAside } from "./set-aside.ts";
import { codeOf, storing } from "./storage-error.ts";

/**
 * A run as plain files: `manifest.json`, `cells/<id>.jsonl` for each finished cell, `attempts/<id>.<number>.jsonl` for what failed
 * attempts had recorded, `failures.jsonl`, `timings.jsonl`, the report.
 *
 * A cell's file appears whole or not at all, and the first writer wins. Files of cells are never changed afterwards, and nothing is
 * deleted: what is damaged is moved to `set-aside/`. Throws `storage`, in words, where a disk is full or permission is missing.
 */
export interface RunFolder {
  readonly path: string;
  /**
   * Puts this process down as the one that runs the folder, until the function that comes back is called.
   *
   * Throws `folder-in-use` when somebody else runs it. Committing needs no such hold: workers may be many.
   */
  hold(): () => void;
  /**
   * Writes the manifest, and removes what interrupted writers left. Cells of other code may lie beside: their names differ.
   *
   * Throws `newer-format`, and changes nothing, when a newer version wrote the folder.
   */
  begin(run: RunFacts): Manifest;
  /** Throws `damaged-file` where there is none, or a changed one. */
  manifest(): Manifest;
  /**
   * The result of a finished cell; undefined where there is none. Numbers that were not finite come back as NaN.
   *
   * Throws `damaged-file` on a file that is not as it was committed.
   */
  read(cell: Cell): CellResult | undefined;
  /** Commits a result. Returns false when another writer was first. */
  commit(cell: Cell, result: CellResult): boolean;
  /** Appends one line to `failures.jsonl`, and commits what the attempt had recorded, where that is given. */
  fail(cell: Cell, error: string, rows?: AttemptRows): void;
  /** Appends one line to `timings.jsonl`. */
  time(facts: Readonly<Record<string, unknown>>): void;
  /** The finished ones among some cells. */
  finished(cells: readonly Cell[]): readonly FinishedCell[];
  /**
   * The others among some cells. Damaged files are moved to `set-aside/`, so their cells are among them.
   *
   * @param onSetAside - told of each, in words
   */
  unfinished(cells: readonly Cell[], onSetAside?: (notice: string) => void): readonly Cell[];
}

/** A run folder at a path. Nothing is created before `begin`. */
export function runFolder(path: string): RunFolder {
  const cellsPath = join(path, "cells");
  const nameOf = ({ id }: Cell): string => `cells/${id}.jsonl`;
  const fileOf = (cell: Cell): string => join(path, nameOf(cell));
  function read(cell: Cell): CellResult | undefined {
    const text = textOf(fileOf(cell));
    return text === undefined ? undefined : readCellText(text, cell, fileOf(cell));
  }
  function isUnfinished(cell: Cell, onSetAside?: (notice: string) => void): boolean {
    try {
      return read(cell) === undefined;
    } catch (error) {
      if (!WorldwiseError.is(error) || error.code !== "damaged-file") throw error;
      onSetAside?.(`${nameOf(cell)} is damaged; it was moved to ${setAside(path, nameOf(cell))}, and its cell runs again`);
      return true;
    }
  }
  return Object.freeze({
    path, read,
    hold: () => holdFolder(path),
    begin(run) {
      storing(path, () => mkdirSync(path, { recursive: true }));
      const manifest = writeRunManifest(join(path, "manifest.json"), run);
      storing(cellsPath, () => mkdirSync(cellsPath, { recursive: true }));
      for (const folder of [path, cellsPath]) sweepTemporaries(folder);
      return manifest;
    },
    manifest: () => readRunManifest(join(path, "manifest.json")),
    commit: (cell, result) => commitOnce(fileOf(cell), cellText(cell, result)),
    fail(cell, error, rows) {
      const { id, study, point } = cell;
      const attempt = rows && commitAttempt(path, id, attemptText(cell, rows, error));
      appendLine(join(path, "failures.jsonl"), { id, study, point, error, ...(attempt !== undefined && { attempt }) });
    },
    time: (facts) => { appendLine(join(path, "timings.jsonl"), facts); },
    finished: (cells) => cells.flatMap((cell) => {
      const result = read(cell);
      return result ? [{ cell, result }] : [];
    }),
    unfinished: (cells, onSetAside) => cells.filter((cell) => isUnfinished(cell, onSetAside)),
  } satisfies RunFolder);
}

/** Under the next free number: attempts of several processes never overwrite each other. Returns the file's name. */
function commitAttempt(path: string, id: string, text: string): string {
  for (let number = 1; ; number++) {
    const file = join(path, "attempts", `${id}.${number}.jsonl`);
    storing(file, () => mkdirSync(dirname(file), { recursive: true }));
    if (commitOnce(file, text)) return basename(file);
  }
}

function textOf(file: string): string | undefined {
  try {
    return storing(file, () => readFileSync(file, "utf8"));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}
