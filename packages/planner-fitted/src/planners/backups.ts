import type { Samples } from "../regression/regressor.ts";

/** Pairs (x, a) sorted by action, and S successors of each: what one sweep of fitted backups looks at. */
export interface Backups extends Samples {
  /** S */
  readonly successorCount: number;
  /** `[N · S, D]` x' */
  readonly nextInput: Float64Array;
  /** `[N · S]` */
  readonly reward: Float64Array;
  /** `[N · S]` γ, or 0 where the world ended. */
  readonly discount: Float64Array;
}

/** Sizes of a set of backups. */
export interface BackupSizes {
  readonly inputSize: number;
  readonly actionCount: number;
  /** N at most. */
  readonly capacity: number;
  readonly successorCount: number;
}

/** Room for backups. */
export function backups({ inputSize, actionCount, capacity, successorCount }: BackupSizes): Backups {
  return {
    successorCount, start: new Int32Array(actionCount + 1), input: new Float64Array(capacity * inputSize),
    target: new Float64Array(capacity), nextInput: new Float64Array(capacity * successorCount * inputSize),
    reward: new Float64Array(capacity * successorCount), discount: new Float64Array(capacity * successorCount),
  };
}

/** N: pairs in use. */
export const backupCount = ({ start }: Samples): number => start.at(-1)!;

/** Whether all numbers in use are finite: no regression is asked about others. */
export function areFinite(data: Backups): boolean {
  const count = backupCount(data);
  const outcomes = count * data.successorCount;
  const size = count === 0 ? 0 : data.input.length / data.target.length;
  return isFiniteUpTo(data.input, count * size) && isFiniteUpTo(data.nextInput, outcomes * size)
    && isFiniteUpTo(data.reward, outcomes) && isFiniteUpTo(data.discount, outcomes);
}

/** Whether the first `count` numbers are finite. */
export function isFiniteUpTo(array: Float64Array, count: number): boolean {
  for (let i = 0; i < count; i++) if (!Number.isFinite(array[i])) return false;
  return true;
}

/**
 * New targets from values of the successors; returns the greatest change, NaN where a target is not finite.
 *
 *   y_i = 1/S Σ_s r_is + discount_is · V(x'_is)
 *
 * @param nextValue - `[N · S]`
 * @param outTarget - `[N]`
 */
export function writeTargets(data: Backups, nextValue: Float64Array, outTarget: Float64Array): number {
  const { successorCount, reward, discount } = data;
  const count = backupCount(data);
  let change = 0;
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let o = i * successorCount; o < (i + 1) * successorCount; o++) sum += reward[o]! + discount[o]! * nextValue[o]!;
    const target = sum / successorCount;
    const difference = Math.abs(target - outTarget[i]!);
    if (!(difference <= change)) change = Number.isFinite(target) ? Math.max(change, difference) : NaN;
    outTarget[i] = target;
  }
  return change;
}
