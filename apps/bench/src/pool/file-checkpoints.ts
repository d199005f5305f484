import type { CellCheckpoints, CellPause } from "@worldwise/experiment";
import { checkpointFolder } from "@worldwise/experiment/node";
import type { CellFacts, WorkerOptions } from "./cell-task.ts";
import type { Pacing, PacingOptions } from "./pacing.ts";
import { pacing } from "./pacing.ts";

/** The checkpoints of one cell, in a folder, at times that the clock decides. */
export interface FileCheckpoints {
  readonly checkpoints: CellCheckpoints;
  facts(): CellFacts;
  /** Time that went into the cell, over all attempts. */
  milliseconds(): number;
}

/** Where a cell's checkpoints go, and how it hears that it should stop. */
export interface FileCheckpointsOptions extends Pick<WorkerOptions, "checkpoints" | "checkpointEvery"> {
  readonly id: string;
  readonly now: () => number;
  /** Lets messages come in, and says whether to stop. */
  readonly shouldStop: () => Promise<boolean>;
}

const DEFAULT_EVERY = 5000;
/** Share of the time that checkpoints may cost, unless somebody says how often they are to be taken. */
const SHARE = 0.02;
/** On the way out a checkpoint may take so many milliseconds. */
const QUICK = 2000;
/** A guess at what the first checkpoint costs, for each byte of arrays that the process holds: it is copied, summed, written and synchronized. */
const MILLISECONDS_PER_BYTE = 1e-5;

/** Loads and saves a cell in a folder, or nowhere: then a cell can only be stopped. */
export function fileCheckpoints(options: FileCheckpointsOptions): FileCheckpoints {
  const { id, now } = options;
  const folder = options.checkpoints === undefined ? undefined : checkpointFolder(options.checkpoints);
  const warnings: string[] = [];
  const start = now();
  let pace: Pacing | undefined;
  let before = 0;
  let resumedAt: number | undefined;
  let isBroken = !folder;

  const milliseconds = (): number => before + now() - start;
  function attempt<T>(what: string, act: () => T): T | undefined {
    try {
      return act();
    } catch (error) {
      warnings.push(`${what}: ${messageOf(error)}`);
      return undefined;
    }
  }
  function refuse(reason: string): void {
    const aside = attempt("a checkpoint could not be set aside", () => folder?.setAside(id));
    warnings.push(`a checkpoint was of no use, and the cell began anew${aside === undefined ? "" : `; it lies in ${aside}`}: ${reason}`);
  }
  const checkpoints: CellCheckpoints = {
    load() {
      try {
        const found = folder?.load(id);
        before = found?.milliseconds ?? 0;
        return found?.bytes;
      } catch (error) {
        refuse(messageOf(error));
        return undefined;
      }
    },
    refuse(reason) {
      before = 0;
      refuse(reason);
    },
    resume(steps) { resumedAt = steps; },
    save(bytes) {
      const saved = attempt("a checkpoint could not be written, and no more are tried", () => folder?.save(id, { bytes, milliseconds: milliseconds() }) ?? true);
      isBroken = saved === undefined;
      pace?.saved();
    },
    pause(steps) {
      const pacer = pace ??= pacing(paceOf(options));
      const next = (stop: boolean): CellPause => {
        const { save, ...pause } = pacer.pause(steps, stop);
        return { ...pause, save: save && !isBroken };
      };
      return pacer.isTurn() ? options.shouldStop().then(next) : next(false);
    },
  };
  return {
    checkpoints, milliseconds,
    facts: () => ({ ...(resumedAt !== undefined && { resumedAt, millisecondsBefore: before }), ...(warnings.length > 0 && { warnings }) }),
  };
}

function paceOf({ checkpointEvery, now }: FileCheckpointsOptions): PacingOptions {
  const wanted = checkpointEvery === undefined ? { every: DEFAULT_EVERY, share: SHARE } : { every: 1000 * checkpointEvery, share: Infinity };
  return { ...wanted, now, quick: QUICK, firstCost: MILLISECONDS_PER_BYTE * process.memoryUsage().external };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
