import type { LinearExpectation, PriorityQueue } from "@worldwise/data";
import { popHighest, promote } from "@worldwise/data";
import type { Outcome, Random } from "@worldwise/protocol";
import { featureTarget, linkOf } from "./feature-backup.ts";

/** What a sweep works on. */
export type SweepState = {
  /** `[K]` θ */
  weight: Float64Array;
  /** Features that wait to be backed up. */
  queue: PriorityQueue;
  /** The feature that `sweep` backs up next. */
  next: number;
  /** Features backed up so far. */
  backupCount: number;
};

/** How a sweep goes. */
export interface SweepOptions {
  /** Features that are chosen in one call. */
  readonly backups: number;
  /** α of a backup. */
  readonly backupStepSize: number;
  /** Priorities up to this are not queued. */
  readonly threshold: number;
}

/** Backs up some features of a model. */
export type Sweep = (state: SweepState, model: LinearExpectation, options: SweepOptions, random: Random) => Outcome;

/** Features drawn uniformly, one whole number each. */
export const randomSweep: Sweep = (state, model, { backups, backupStepSize }, random) => {
  for (let n = 0; n < backups; n++) {
    if (Number.isNaN(backUp(state, model, random.integer(model.featureSize), backupStepSize))) return "non-finite";
  }
  return "max-iterations";
};

/** Features in turn. */
export const orderlySweep: Sweep = (state, model, { backups, backupStepSize }) => {
  for (let n = 0; n < backups; n++) {
    if (Number.isNaN(backUp(state, model, state.next, backupStepSize))) return "non-finite";
    state.next = (state.next + 1) % model.featureSize;
  }
  return "max-iterations";
};

/** PWMA: the features that lead to the one of highest priority are backed up, and queued with what changed. */
export const pwmaSweep: Sweep = (state, model, { backups, backupStepSize, threshold }) => {
  for (let n = 0; n < backups && state.queue.size > 0; n++) {
    const changed = popHighest(state.queue);
    for (let j = 0; j < model.featureSize; j++) {
      if (linkOf(model, changed, j) === 0) continue;
      const difference = backUp(state, model, j, backupStepSize);
      if (Number.isNaN(difference)) return "non-finite";
      if (Math.abs(difference) > threshold) promote(state.queue, j, Math.abs(difference));
    }
  }
  return state.queue.size === 0 ? "converged" : "max-iterations";
};

/** MG: the feature of highest priority is backed up, and those that lead to it are queued with what that may change for them. */
export const mgSweep: Sweep = (state, model, { backups, backupStepSize, threshold }) => {
  for (let n = 0; n < backups && state.queue.size > 0; n++) {
    const chosen = popHighest(state.queue);
    const difference = Math.abs(backUp(state, model, chosen, backupStepSize));
    if (Number.isNaN(difference)) return "non-finite";
    for (let j = 0; j < model.featureSize; j++) {
      const priority = linkOf(model, chosen, j) * difference;
      if (priority > threshold) promote(state.queue, j, priority);
    }
  }
  return state.queue.size === 0 ? "converged" : "max-iterations";
};

/** θ_i += α (target − θ_i). Returns target − θ_i; NaN, and θ stays, where that is not finite. */
function backUp(state: SweepState, model: LinearExpectation, i: number, stepSize: number): number {
  const { weight } = state;
  const difference = featureTarget(model, weight, i) - weight[i]!;
  if (!Number.isFinite(difference)) return NaN;
  weight[i]! += stepSize * difference;
  state.backupCount++;
  return difference;
}
