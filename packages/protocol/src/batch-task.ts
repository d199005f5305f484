import type { NumberArray } from "./space.ts";

/**
 * Rewards of B transitions: state `[B, S]`, action `[B, A]`, nextState `[B, S]` → outReward `[B]`, overwritten.
 *
 * B is the length of `outReward`.
 */
export type BatchReward = (state: NumberArray, action: NumberArray, nextState: NumberArray, outReward: Float64Array) => void;

/** Ends of B transitions: nextState `[B, S]` → outTerminated `[B]`, 0 | 1, overwritten. B is its length. */
export type BatchTermination = (nextState: NumberArray, outTerminated: Uint8Array) => void;

/** Reward and termination as functions of batches: what a learned model need not learn. */
export interface BatchTask {
  readonly reward: BatchReward;
  readonly termination: BatchTermination;
}

/** Reward and termination of one row. Offsets say where in the arrays the row begins. */
export interface RowTask {
  /** S, numbers in a row of states. */
  readonly stateSize: number;
  /** A, numbers in a row of actions; 1 for discrete ones. */
  readonly actionSize: number;
  reward(state: NumberArray, s: number, action: NumberArray, a: number, nextState: NumberArray): number;
  terminated(nextState: NumberArray, s: number): boolean;
}

/** Rows lifted to batches. Nothing is allocated. */
export function batchTask({ stateSize, actionSize, reward, terminated }: RowTask): BatchTask {
  return Object.freeze({
    reward(state: NumberArray, action: NumberArray, nextState: NumberArray, outReward: Float64Array) {
      for (let b = 0; b < outReward.length; b++) {
        outReward[b] = reward(state, b * stateSize, action, b * actionSize, nextState);
      }
    },
    termination(nextState: NumberArray, outTerminated: Uint8Array) {
      for (let b = 0; b < outTerminated.length; b++) outTerminated[b] = Number(terminated(nextState, b * stateSize));
    },
  });
}
