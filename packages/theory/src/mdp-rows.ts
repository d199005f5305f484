import type { Mdp } from "@worldwise/protocol";

/**
 * What follows a row, as a distribution over N + 1 outcomes: going on in state y, for y \< N, or N, the end of the episode.
 *
 *   out[y] = Σ over transitions k to y that go on of P(k | row),   out[N] = 1 − Σ_y out[y]
 *
 * The end has value 0 whatever the policy. A row that the MDP knows nothing about ends, since its backup is its reward.
 *
 * @param row - state · M + action
 * @param outOutcome - `[N + 1]` overwritten
 */
export function outcomeDistribution(mdp: Mdp, row: number, outOutcome: Float64Array): void {
  outOutcome.fill(0);
  const [start, end] = [mdp.rowStart[row]!, mdp.rowEnd[row]!];
  if (start === end) outOutcome[mdp.stateCount] = 1;
  for (let k = start; k < end; k++) {
    const outcome = mdp.terminated[k] === 1 ? mdp.stateCount : mdp.successor[k]!;
    outOutcome[outcome] = outOutcome[outcome]! + mdp.probability[k]!;
  }
}

/** (P V)(row) = Σ_y P(y | row) V(y), the end being worth 0. */
export function expectedNextValue(mdp: Mdp, row: number, value: Float64Array): number {
  let total = 0;
  for (let k = mdp.rowStart[row]!; k < mdp.rowEnd[row]!; k++) {
    if (mdp.terminated[k] === 0) total += mdp.probability[k]! * value[mdp.successor[k]!]!;
  }
  return total;
}

/** `[N·M]` r + γ P V, the action values one step before V. */
export function backup(mdp: Mdp, value: Float64Array): Float64Array {
  return mdp.reward.map((reward, row) => reward + mdp.discount * expectedNextValue(mdp, row, value));
}

/** `[N]` Σ_a π(a|x) table[x, a] */
export function averageOverActions(probabilities: Float64Array, table: Float64Array, stateCount: number): Float64Array {
  const average = new Float64Array(stateCount);
  const actionCount = table.length / stateCount;
  for (let row = 0; row < table.length; row++) {
    const state = Math.floor(row / actionCount);
    if (probabilities[row]! > 0) average[state] = average[state]! + probabilities[row]! * table[row]!;
  }
  return average;
}

/** `[N, N]` P^π, without what ends: rows sum to at most 1. */
export function policyTransitions(mdp: Mdp, probabilities: Float64Array): Float64Array {
  const { stateCount, actionCount } = mdp;
  const transitions = new Float64Array(stateCount * stateCount);
  for (let row = 0; row < stateCount * actionCount; row++) {
    const offset = Math.floor(row / actionCount) * stateCount;
    for (let k = mdp.rowStart[row]!; k < mdp.rowEnd[row]!; k++) {
      const at = offset + mdp.successor[k]!;
      if (mdp.terminated[k] === 0) transitions[at] = transitions[at]! + probabilities[row]! * mdp.probability[k]!;
    }
  }
  return transitions;
}

/** `[N·M]` (r − r̂) + γ (P − P̂) V: what a backup of V loses in the model. */
export function backupDifference(truth: Mdp, model: Mdp, value: Float64Array): Float64Array {
  const inModel = backup(model, value);
  return backup(truth, value).map((entry, row) => entry - inModel[row]!);
}
