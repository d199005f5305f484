import type { Mdp, ModelFaces } from "@worldwise/protocol";
import { expectedNext } from "../mixture/mixture-basis.ts";

/** r + γ P V of every row, or something that takes its place. */
export type Backup = ModelFaces["optimism"]["backup"];

/** Values of a finite horizon. */
export interface StageTables {
  /** `[H+1, N]` V of every stage; 0 at the end. */
  readonly value: Float64Array;
  /** `[H, N, M]` */
  readonly actionValue: Float64Array;
}

/** Tables of zeros. */
export const stageTables = (horizon: number, stateCount: number, actionCount: number): StageTables => ({
  value: new Float64Array((horizon + 1) * stateCount), actionValue: new Float64Array(horizon * stateCount * actionCount),
});

/**
 * V_h(x) = max_a min(Q_h(x,a), (H − h) · bound), from the last stage to the first; Q_h by a backup of V[h+1]. h from 0.
 *
 * @param bound - most that one step pays; Infinity for no limit
 * @param out - overwritten
 */
export function backwardInduction(backup: Backup, horizon: number, bound: number, out: StageTables): void {
  const stateCount = out.value.length / (horizon + 1);
  const rowCount = out.actionValue.length / horizon;
  out.value.fill(0, horizon * stateCount);
  for (let h = horizon - 1; h >= 0; h--) {
    const actionValue = out.actionValue.subarray(h * rowCount, (h + 1) * rowCount);
    backup(out.value.subarray((h + 1) * stateCount, (h + 2) * stateCount), actionValue);
    for (let row = 0; row < rowCount; row++) actionValue[row] = Math.min(actionValue[row]!, (horizon - h) * bound);
    writeMaxima(actionValue, rowCount / stateCount, out.value.subarray(h * stateCount, (h + 1) * stateCount));
  }
}

function writeMaxima(actionValue: Float64Array, actionCount: number, outValue: Float64Array): void {
  for (let s = 0; s < outValue.length; s++) {
    let best = actionValue[s * actionCount]!;
    for (let a = 1; a < actionCount; a++) best = Math.max(best, actionValue[s * actionCount + a]!);
    outValue[s] = best;
  }
}

/** r + P V of an MDP, undiscounted: with {@link backwardInduction} its optimal values. */
export function trueBackup(mdp: Mdp): Backup {
  return (value, outActionValue) => {
    for (let row = 0; row < outActionValue.length; row++) outActionValue[row] = mdp.reward[row]! + expectedNext(mdp, row, value);
  };
}

/** The action of greatest value, the first of several. */
export function greedyAction(actionValue: Float64Array, from: number, actionCount: number): number {
  let best = 0;
  for (let a = 1; a < actionCount; a++) if (actionValue[from + a]! > actionValue[from + best]!) best = a;
  return best;
}

/**
 * The true value of the policy that is greedy in `actionValue`, but acts at random with probability `explore`.
 *
 *   V_h(x) = (1 − ε) (r + P V[h+1])(x, greedy) + ε/M Σ_a (r + P V[h+1])(x, a)
 *
 * @param actionValue - `[H, N, M]`
 * @returns Σ_x initial(x) V_0(x)
 */
export function trueReturn(mdp: Mdp, horizon: number, actionValue: Float64Array, explore: number): number {
  const { stateCount, actionCount, initial, reward } = mdp;
  let [value, nextValue] = [new Float64Array(stateCount), new Float64Array(stateCount)];
  for (let h = horizon - 1; h >= 0; h--) {
    [value, nextValue] = [nextValue, value];
    for (let s = 0; s < stateCount; s++) {
      const chosen = greedyAction(actionValue, (h * stateCount + s) * actionCount, actionCount);
      let total = 0;
      for (let a = 0; a < actionCount; a++) {
        const probability = explore / actionCount + (a === chosen ? 1 - explore : 0);
        const row = s * actionCount + a;
        if (probability > 0) total += probability * (reward[row]! + expectedNext(mdp, row, nextValue));
      }
      value[s] = total;
    }
  }
  return initial.reduce((sum, probability, s) => sum + probability * value[s]!, 0);
}
