import { closeSync, existsSync, fsyncSync, linkSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { join } from "node:path";
import { WorldwiseError } from "@worldwise/protocol";
import { canonicalJson } from "../canonical-json.ts";
import type { Cell, CellResult, EpisodeRecord, EvaluationRecord } from "../cell.ts";
import { isRecord } from "../component-id.ts";
import type { Experiment } from "../experiment.ts";
import type { FinishedCell } from "../finished-cell.ts";
import { sha256 } from "./code-digest.ts";

/** What a run folder says of itself. Everything in it decides results; times and machines stand in `timings.jsonl`. */
export interface Manifest {
  readonly format: 1;
  readonly experiment: Experiment;
  readonly codeDigest: string;
  /** Version of every package that runs, by name. */
  readonly packages: Readonly<Record<string, string>>;
  /** SHA-256 over the rest, canonical. */
  readonly hash: string;
}

/** A line of `cells/<id>.jsonl`. */
type CellLine =
  | { readonly kind: "cell"; readonly id: string; readonly spec: unknown }
  | ({ readonly kind: "episode" } & EpisodeRecord)
  | ({ readonly kind: "evaluation" } & EvaluationRecord)
  | ({ readonly kind: "end" } & Omit<CellResult, "episodes" | "evaluations">);

/**
 * A run as plain files: `manifest.json`, one `cells/<id>.jsonl` for each finished cell, `failures.jsonl`, `timings.jsonl`, the report.
 *
 * A cell's file appears whole or not at all, and the first writer wins. Files are never changed afterwards.
 */
export interface RunFolder {
  readonly path: string;
  /** Writes the manifest. Cells of other code may lie beside: their names differ. */
  begin(run: Omit<Manifest, "format" | "hash">): Manifest;
  manifest(): Manifest;
  /** The result of a finished cell; undefined where there is none. Throws on a damaged file. */
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

/** Opens a run folder, and creates it where there is none. */
export function runFolder(path: string): RunFolder {
  const cellsPath = join(path, "cells");
  mkdirSync(cellsPath, { recursive: true });
  const fileOf = ({ id }: Cell): string => join(cellsPath, `${id}.jsonl`);
  const read = (cell: Cell): CellResult | undefined => (existsSync(fileOf(cell)) ? readCell(fileOf(cell)) : undefined);
  return {
    path, read,
    begin: (run) => writeManifest(join(path, "manifest.json"), run),
    manifest: () => readManifestFile(join(path, "manifest.json")),
    commit: (cell, result) => commitOnce(fileOf(cell), cellLines(cell, result).map((line) => `${canonicalJson(line)}\n`).join("")),
    fail: (cell, error) => { append(join(path, "failures.jsonl"), { id: cell.id, study: cell.study, point: cell.point, error }); },
    time: (facts) => { append(join(path, "timings.jsonl"), facts); },
    finished: (cells) => cells.flatMap((cell) => {
      const result = read(cell);
      return result ? [{ cell, result }] : [];
    }),
  };
}

/** Removes what interrupted writers left behind. */
export function sweepTemporaries(path: string): void {
  const cellsPath = join(path, "cells");
  for (const name of existsSync(cellsPath) ? readdirSync(cellsPath) : []) if (name.endsWith(".tmp")) rmSync(join(cellsPath, name), { force: true });
}

function writeManifest(file: string, run: Omit<Manifest, "format" | "hash">): Manifest {
  const content = { format: 1 as const, ...run };
  const manifest = { ...content, hash: sha256(canonicalJson(content)) };
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
  return manifest;
}

function readManifestFile(file: string): Manifest {
  const parsed: unknown = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  const { hash, ...content } = isRecord(parsed) ? parsed : {};
  if (content["format"] === 1 && hash === sha256(canonicalJson(content))) return parsed as Manifest; // its hash says that we wrote it
  throw new WorldwiseError("damaged-file", {
    expected: `${file}: the manifest of a run, format 1`, got: parsed === undefined ? "no such file" : "another format, or a changed file",
    todo: "run the experiment again: finished cells are kept",
  }, { file });
}

function cellLines(cell: Cell, { episodes, evaluations, ...end }: CellResult): readonly CellLine[] {
  return [
    { kind: "cell", id: cell.id, spec: cell.spec },
    ...episodes.map((episode) => ({ kind: "episode" as const, ...episode })),
    ...evaluations.map((evaluation) => ({ kind: "evaluation" as const, ...evaluation })),
    { kind: "end", ...end },
  ];
}

function readCell(file: string): CellResult {
  const lines = readFileSync(file, "utf8").split("\n").filter((line) => line !== "").map((line) => parseLine(line, file));
  const [end] = lines.flatMap((line) => (line.kind === "end" ? [line] : []));
  if (!end) throw damaged(file, "no last line");
  const { kind: _, ...rest } = end;
  return {
    ...rest,
    episodes: lines.flatMap((line) => (line.kind === "episode" ? [without(line)] : [])),
    evaluations: lines.flatMap((line) => (line.kind === "evaluation" ? [without(line)] : [])),
  };
}

const without = <Line extends CellLine>({ kind: _, ...rest }: Line): Omit<Line, "kind"> => rest;

function parseLine(line: string, file: string): CellLine {
  try {
    return JSON.parse(line) as CellLine; // files appear whole, written by `commit`
  } catch {
    throw damaged(file, `a line that is not JSON: ${line.slice(0, 40)}`);
  }
}

const damaged = (file: string, got: string): WorldwiseError => new WorldwiseError("damaged-file",
  { expected: `${file}: the finished cell that was committed`, got, todo: "delete this file and run again; the other cells are kept" }, { file });

/** Writes beside, then links: the name appears with the whole content, and only once. */
function commitOnce(file: string, content: string): boolean {
  const temporary = `${file}.${process.pid}.tmp`;
  const handle = openSync(temporary, "w");
  writeSync(handle, content);
  fsyncSync(handle);
  closeSync(handle);
  try {
    linkSync(temporary, file);
    return true;
  } catch (error) {
    if (isRecord(error) && error["code"] === "EEXIST") return false;
    throw error;
  } finally {
    rmSync(temporary, { force: true });
  }
}

function append(file: string, facts: object): void {
  const handle = openSync(file, "a");
  writeSync(handle, `${JSON.stringify(facts)}\n`);
  closeSync(handle);
}
