// The kernels' twins: plain loops over the explicit process, in float64.
import type { ExplicitMdp, TabularPolicy } from "../src/index.ts";

export function plainBackup(mdp: ExplicitMdp, value: Float64Array, state: number, action: number): number {
  const row = state * mdp.actionCount + action;
  let sum = 0;
  for (let k = mdp.rowStart[row]!; k < mdp.rowEnd[row]!; k++) {
    if (mdp.terminated[k] === 0) sum += mdp.probability[k]! * value[mdp.successor[k]!]!;
  }
  return mdp.reward[row]! + mdp.discount * sum;
}

export function plainActionValues(mdp: ExplicitMdp, value: Float64Array): Float64Array {
  const { stateCount, actionCount } = mdp;
  return Float64Array.from({ length: stateCount * actionCount }, (_, row) =>
    plainBackup(mdp, value, Math.floor(row / actionCount), row % actionCount));
}

function plainBest(mdp: ExplicitMdp, value: Float64Array, state: number): number {
  let best = -Infinity;
  for (let action = 0; action < mdp.actionCount; action++) best = Math.max(best, plainBackup(mdp, value, state, action));
  return best;
}

export function plainSweep(mdp: ExplicitMdp, value: Float64Array): Float64Array {
  return Float64Array.from(value, (_, state) => plainBest(mdp, value, state));
}

export function plainGaussSeidel(mdp: ExplicitMdp, value: Float64Array, descending: boolean): number {
  let change = 0;
  for (let i = 0; i < value.length; i++) {
    const state = descending ? value.length - 1 - i : i;
    const best = plainBest(mdp, value, state);
    change = Math.max(change, Math.abs(best - value[state]!));
    value[state] = best;
  }
  return change;
}

export function plainEvaluation(mdp: ExplicitMdp, policy: TabularPolicy, value: Float64Array): Float64Array {
  return Float64Array.from(value, (_, state) => {
    if (policy instanceof Int32Array) return plainBackup(mdp, value, state, policy[state]!);
    let sum = 0;
    for (let action = 0; action < mdp.actionCount; action++) {
      sum += policy[state * mdp.actionCount + action]! * plainBackup(mdp, value, state, action);
    }
    return sum;
  });
}

/** Sweeps until nothing changes any more: V* to rounding. */
export function plainOptimalValue(mdp: ExplicitMdp): Float64Array {
  let value: Float64Array = new Float64Array(mdp.stateCount);
  for (let i = 0; i < 100_000; i++) {
    const next = plainSweep(mdp, value);
    if (next.every((v, s) => v === value[s])) return next;
    value = next;
  }
  return value;
}

export function distance(a: Float64Array, b: Float64Array): number {
  return a.reduce((most, x, i) => Math.max(most, Math.abs(x - b[i]!)), 0);
}
