import type { Mdp } from "@worldwise/protocol";

/**
 * The full backup of one row of an explicit model.
 *
 *   r(x,a) + γ Σ_k probability[k] · (1 − terminated[k]) · V(successor[k])
 *
 * V decides which backup it is: max_a Q(·,a) for control, Σ_a π(a|·) Q(·,a) for the value of a policy.
 *
 * @param row - state · M + action
 * @param value - `[N]`
 */
export function expectedBackup(mdp: Mdp, row: number, value: Float64Array): number {
  const { rowStart, rowEnd, successor, probability, terminated } = mdp;
  let next = 0;
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) next += probability[k]! * (1 - terminated[k]!) * value[successor[k]!]!;
  return mdp.reward[row]! + mdp.discount * next;
}

/** Whether the model knows anything about a row. */
export function isKnown({ rowStart, rowEnd }: Mdp, row: number): boolean {
  return rowEnd[row]! > rowStart[row]!;
}

/** Σ_k probability[k] · (1 − terminated[k]) over the transitions of a row into one state: how much of its value the row sees. */
export function weightOf({ rowStart, rowEnd, successor, probability, terminated }: Mdp, row: number, state: number): number {
  let weight = 0;
  for (let k = rowStart[row]!; k < rowEnd[row]!; k++) if (successor[k] === state) weight += probability[k]! * (1 - terminated[k]!);
  return weight;
}
