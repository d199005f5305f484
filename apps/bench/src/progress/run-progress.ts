import type { Cell, CellResult, Experiment } from "@worldwise/experiment";
import { bestSoFar } from "./best-so-far.ts";
import type { Progress } from "./progress.ts";
import { timeLeft } from "./time-left.ts";

/** Counts what ends. */
export interface RunProgress {
  /** @param milliseconds - that went into the cell in this run */
  finish(cell: Cell, result: CellResult, milliseconds: number): void;
  fail(cell: Cell): void;
  /** As it stands; estimates are made when they are looked at, so asking for it costs nothing. */
  now(): Progress;
}

/** Cells of a run, and the clock that it is measured by. */
export interface RunProgressOptions {
  readonly experiment: Experiment;
  /** Cells that are not finished yet. */
  readonly missing: readonly Cell[];
  readonly found: number;
  /** Milliseconds. */
  readonly clock: () => number;
}

/** The progress of a run that begins now. */
export function runProgress({ experiment, missing, found, clock }: RunProgressOptions): RunProgress {
  const start = clock();
  const total = found + missing.length;
  const left = timeLeft(missing);
  const best = bestSoFar(experiment.studies[0]);
  let [finished, failed] = [found, 0];
  return {
    finish(cell, result, milliseconds) {
      finished++;
      left.finish(cell, milliseconds);
      best.finish(cell, result);
    },
    fail(cell) {
      failed++;
      left.drop(cell);
    },
    now: () => ({
      finished, failed, total, found,
      get secondsLeft() { return finished + failed < total ? left.seconds(clock() - start) : undefined; },
      get best() { return best.words(); },
    }) as Progress, // exactOptionalPropertyTypes: a getter cannot be absent
  };
}
