import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Cell, CellResult } from "../cell.ts";
import type { FinishedCell } from "../finished-cell.ts";
import { cellText, readCellText } from "./cell-file.ts";
import { appendLine, commitOnce, sweepTemporaries } from "./commit-file.ts";
import type { Manifest } from "./run-manifest.ts";
import { readRunManifest, writeRunManifest } from "./run-manifest.ts";

/**
 * A run as plain files: `manifest.json`, `cells/<id>.jsonl` for each finished cell, `failures.jsonl`, `timings.jsonl`, the report.
 *
 * A cell's file appears whole or not at all, and the first writer wins. Files of cells are never changed afterwards.
 */
export interface RunFolder {
  readonly path: string;
  /** Writes the manifest, and removes what interrupted writers left. Cells of other code may lie beside: their names differ. */
  begin(run: Omit<Manifest, "format" | "hash">): Manifest;
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
  /** Appends one line to `failures.jsonl`. */
  fail(cell: Cell, error: string): void;
  /** Appends one line to `timings.jsonl`. */
  time(facts: Readonly<Record<string, unknown>>): void;
  /** The finished ones among some cells. */
  finished(cells: readonly Cell[]): readonly FinishedCell[];
}

/** A run folder at a path. Nothing is created before `begin`. */
export function runFolder(path: string): RunFolder {
  const cellsPath = join(path, "cells");
  const fileOf = ({ id }: Cell): string => join(cellsPath, `${id}.jsonl`);
  function read(cell: Cell): CellResult | undefined {
    const file = fileOf(cell);
    return existsSync(file) ? readCellText(readFileSync(file, "utf8"), cell, file) : undefined;
  }
  return Object.freeze({
    path, read,
    begin(run) {
      mkdirSync(cellsPath, { recursive: true });
      for (const folder of [path, cellsPath]) sweepTemporaries(folder);
      return writeRunManifest(join(path, "manifest.json"), run);
    },
    manifest: () => readRunManifest(join(path, "manifest.json")),
    commit: (cell, result) => commitOnce(fileOf(cell), cellText(cell, result)),
    fail: ({ id, study, point }, error) => { appendLine(join(path, "failures.jsonl"), { id, study, point, error }); },
    time: (facts) => { appendLine(join(path, "timings.jsonl"), facts); },
    finished: (cells) => cells.flatMap((cell) => {
      const result = read(cell);
      return result ? [{ cell, result }] : [];
    }),
  } satisfies RunFolder);
}
