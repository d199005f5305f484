import type { CellPause } from "@worldwise/experiment";

/** When checkpoints are taken. All times are in milliseconds. */
export interface PacingOptions {
  readonly now: () => number;
  /** Between two checkpoints. */
  readonly every: number;
  /** Greatest share of the time that checkpoints may cost; Infinity to take them whatever they cost. */
  readonly share: number;
  /** What the first checkpoint is expected to cost; the others are expected to cost as much as the last. */
  readonly firstCost: number;
  /** A checkpoint on the way out is only taken when it is expected to be this quick. */
  readonly quick: number;
}

/** Decides at each pause of a cell, by the clock. */
export interface Pacing {
  /** Whether it is time to let messages come in. */
  isTurn(): boolean;
  pause(steps: number, stop: boolean): CellPause;
  /** Told when a checkpoint is taken: since the pause that asked for it, nothing else was done. */
  saved(): void;
}

/** Messages come in about so often: a cell that is told to stop is not long in hearing it. */
const BETWEEN_TURNS = 100;
/** At most so many steps in a stretch: they may be fast at first, and slow as soon as a model is learned. A look at the clock costs less. */
const MOST_STEPS = 100;

/** Keeps the time between pauses, and the cost of checkpoints, within bounds. */
export function pacing({ now, every, share, firstCost, quick }: PacingOptions): Pacing {
  let [cost, savedAt] = [firstCost, now()];
  let pausedAt: { readonly time: number; readonly steps: number } | undefined;
  let stretch = 1;
  const wanted = Math.min(BETWEEN_TURNS, every / 2);
  let turnAt = -Infinity;

  function nextStretch(time: number, steps: number): number {
    if (!pausedAt || steps <= pausedAt.steps) return 1;
    const perStep = (time - pausedAt.time) / (steps - pausedAt.steps);
    return Math.max(1, Math.min(MOST_STEPS, 2 * stretch, Math.floor(wanted / Math.max(perStep, 1e-6))));
  }
  return {
    isTurn() {
      if (now() - turnAt < wanted) return false;
      turnAt = now();
      return true;
    },
    pause(steps, stop) {
      const time = now();
      stretch = nextStretch(time, steps);
      pausedAt = { time, steps };
      const isDue = time - savedAt >= Math.max(every, cost / share);
      return { save: stop ? cost <= quick : isDue, stop, steps: stretch };
    },
    saved() {
      savedAt = now();
      cost = savedAt - (pausedAt?.time ?? savedAt);
      pausedAt = pausedAt && { ...pausedAt, time: savedAt }; // the stretch that follows is not taken for a slow one
    },
  };
}
