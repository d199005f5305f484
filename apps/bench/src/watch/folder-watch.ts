import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Cell, Experiment } from "@worldwise/experiment";
import { planCells } from "@worldwise/experiment";
import { runFolder, sha256 } from "@worldwise/experiment/node";
import type { FailureLog } from "./failure-log.ts";
import { failureLog } from "./failure-log.ts";
import type { LiveCurve } from "./live-curve.ts";
import { curvesOfStudy } from "./live-curve.ts";
import type { Pace } from "./pace.ts";
import { pace } from "./pace.ts";
import type { StudyProgress, Sweep } from "./sweep.ts";

/** Watches a run folder that somebody else writes. Reads only, and of finished runs only those that are new. */
export interface FolderWatch {
  /** How it stands now. Reads for about a quarter of a second at most; what is left comes with the next call. */
  look(): Sweep;
}

/** How a folder is watched. */
export interface WatchOptions {
  /** Milliseconds since 1970, as files' times are. */
  now(): number;
  /** Milliseconds that one look may read. */
  readonly mostReading?: number;
}

/** What is known of the runs of one manifest. */
interface Known {
  readonly experiment: Experiment;
  /** Every run with its places in studies. */
  readonly planned: ReadonlyMap<string, readonly Cell[]>;
  readonly curves: readonly LiveCurve[];
  readonly pace: Pace;
  readonly failures: FailureLog;
  readonly finished: Set<string>;
  readonly unread: Set<string>;
  /** By run: what is wrong, and the time of the file that was tried. */
  readonly damaged: Map<string, { readonly words: string; readonly time: number }>;
}

/** Longer without anything new, and many times longer than usual, is a stand-still. */
const [leastStill, stillFactor] = [60_000, 10];

/** Watches the folder at a path, whether or not it exists yet. */
export function folderWatch(path: string, { now, mostReading = 250 }: WatchOptions): FolderWatch {
  const folder = runFolder(path);
  const manifestFile = join(path, "manifest.json");
  let [known, manifestMark]: [Known | undefined, string] = [undefined, ""];

  /** Words where there is nothing to watch. */
  function readManifest(): string | undefined {
    const mark = markOf(manifestFile);
    if (mark === "") {
      known = undefined;
      manifestMark = "";
      return existsSync(path) ? `a manifest in ${path}: no run has begun there` : `a run folder at ${path}: there is none yet`;
    }
    if (mark === manifestMark) return undefined;
    try {
      const { experiment, codeDigest } = folder.manifest();
      known = knownOf(path, experiment, planCells(experiment, codeDigest, sha256));
      manifestMark = mark;
      return undefined;
    } catch (error) {
      known = undefined;
      return `a manifest that can be read. ${wordsOf(error)}`;
    }
  }

  /** Adds finished runs to the curves until the time is up. */
  function readUnread(state: Known): void {
    const until = now() + mostReading;
    for (const id of state.unread) {
      if (now() > until) return;
      readCell(state, id);
    }
  }
  function readCell({ planned, curves, finished, unread, damaged }: Known, id: string): void {
    unread.delete(id);
    const places = planned.get(id)!; // unread ones are planned
    try {
      const result = folder.read(places[0]!);
      if (result) for (const cell of places) for (const curve of curves) curve.add(cell, result);
    } catch (error) {
      finished.delete(id);
      damaged.set(id, { words: wordsOf(error), time: timeOf(join(path, "cells", `${id}.jsonl`)) });
    }
  }
  return Object.freeze({
    look() {
      const waitsFor = readManifest();
      if (waitsFor !== undefined || !known) return nothingYet(path, waitsFor ?? "a manifest");
      noteFinished(known, join(path, "cells"));
      known.failures.read();
      readUnread(known);
      return sweepOf(known, path, { now: now(), begun: timeOf(manifestFile) });
    },
  } satisfies FolderWatch);
}

function knownOf(path: string, experiment: Experiment, cells: readonly Cell[]): Known {
  const planned = new Map<string, Cell[]>();
  for (const cell of cells) planned.set(cell.id, [...(planned.get(cell.id) ?? []), cell]);
  return {
    experiment, planned, curves: experiment.studies.flatMap(curvesOfStudy), pace: pace(),
    failures: failureLog(join(path, "failures.jsonl"), planned), finished: new Set(), unread: new Set(), damaged: new Map(),
  };
}

/** Notes the files that are new. A damaged one is tried again when it has changed. */
function noteFinished({ planned, finished, unread, damaged, pace: times }: Known, cellsPath: string): void {
  const fresh: number[] = [];
  for (const name of namesIn(cellsPath)) {
    const id = name.slice(0, -".jsonl".length);
    if (!name.endsWith(".jsonl") || !planned.has(id) || finished.has(id)) continue;
    const time = timeOf(join(cellsPath, name));
    if (damaged.get(id)?.time === time) continue;
    damaged.delete(id);
    finished.add(id);
    unread.add(id);
    fresh.push(time);
  }
  times.add(fresh);
}

function sweepOf(state: Known, folder: string, { now, begun }: { readonly now: number; readonly begun: number }): Sweep {
  const { experiment, planned, finished, damaged, unread, curves } = state;
  const failures = state.failures.unfinished(finished);
  const left = planned.size - finished.size - failures.length;
  const interval = state.pace.interval(now);
  const still = now - Math.max(begun, state.pace.last ?? 0, state.failures.lastChange());
  const isStill = still > Math.max(leastStill, stillFactor * (interval ?? 0));
  const isOver = left <= 0;
  return {
    folder, title: experiment.title, state: isOver ? "over" : isStill ? "still" : "running",
    total: planned.size, finished: finished.size, failed: failures.length, unread: unread.size, curves,
    ...(!isOver && !isStill && interval !== undefined && { secondsLeft: (left * interval) / 1000 }),
    secondsStill: Math.max(0, still) / 1000,
    studies: studiesOf(state, new Set(failures.map(({ id }) => id))),
    failures, damaged: [...damaged.values()].map(({ words }) => words),
  };
}

function studiesOf({ experiment, planned, finished }: Known, failed: ReadonlySet<string>): readonly StudyProgress[] {
  const places = [...planned.values()].flat();
  return experiment.studies.map(({ name, title }) => {
    const ids = places.filter(({ study }) => study === name).map(({ id }) => id);
    const count = (among: ReadonlySet<string>): number => ids.filter((id) => among.has(id)).length;
    return { title, total: ids.length, finished: count(finished), failed: count(failed) };
  });
}

const nothingYet = (folder: string, waitsFor: string): Sweep => ({
  folder, state: "waiting", waitsFor, total: 0, finished: 0, failed: 0, unread: 0,
  studies: [], failures: [], damaged: [], curves: [],
});

const namesIn = (folder: string): readonly string[] => orElse(() => readdirSync(folder), []);
const timeOf = (file: string): number => orElse(() => statSync(file).mtimeMs, 0);
/** Changes when a file does; empty where there is none. */
const markOf = (file: string): string => orElse(() => {
  const { ino, size, mtimeMs } = statSync(file);
  return `${ino} ${size} ${mtimeMs}`;
}, "");

/** Files come and go while they are looked at. */
function orElse<Value>(read: () => Value, otherwise: Value): Value {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
