import type { Predecessors, PriorityQueue } from "@worldwise/data";
import { popHighest, promote } from "@worldwise/data";
import type { Mdp } from "@worldwise/protocol";
import type { ActionValueTables } from "./action-values.ts";
import { maximum } from "./action-values.ts";
import { expectedBackup, isKnown, weightOf } from "./expected-backup.ts";

/** What a sweep works on. */
export type SweepState = ActionValueTables & { queue: PriorityQueue; predecessors: Predecessors };

/**
 * Peng and Williams: backs up the queued pair of highest priority and queues the pairs that have led to its state.
 *
 * @returns false if the backup is not finite: then the pair keeps its value
 */
export function sweepPair(state: SweepState, mdp: Mdp, threshold: number): boolean {
  const { actionValue, value, queue, predecessors: { firstInto, nextInto, row: rowOf } } = state;
  const row = popHighest(queue);
  const changed = Math.floor(row / mdp.actionCount);
  if (!backUp(state, mdp, row)) return false;
  if (refreshValue(state, mdp, changed) === 0) return true;
  for (let link = firstInto[changed]!; link >= 0; link = nextInto[link]!) {
    const predecessor = rowOf[link]!;
    const change = isKnown(mdp, predecessor) ? Math.abs(expectedBackup(mdp, predecessor, value) - actionValue[predecessor]!) : 0;
    if (change > threshold) promote(queue, predecessor, change);
  }
  return true;
}

/**
 * Moore and Atkeson: backs up all actions of the queued state of highest priority and queues the states that lead to it.
 *
 * @returns false if a backup is not finite: then that action keeps its value
 */
export function sweepState(state: SweepState, mdp: Mdp, threshold: number): boolean {
  const { queue, predecessors: { firstInto, nextInto, row: rowOf } } = state;
  const changed = popHighest(queue);
  let finite = true;
  for (let a = 0; a < mdp.actionCount; a++) finite = backUp(state, mdp, changed * mdp.actionCount + a) && finite;
  const change = refreshValue(state, mdp, changed);
  if (change === 0) return finite;
  for (let link = firstInto[changed]!; link >= 0; link = nextInto[link]!) {
    const priority = weightOf(mdp, rowOf[link]!, changed) * change;
    if (priority > threshold) promote(queue, Math.floor(rowOf[link]! / mdp.actionCount), priority);
  }
  return finite;
}

/** Q of one row, if the model knows it. */
function backUp({ actionValue, value }: ActionValueTables, mdp: Mdp, row: number): boolean {
  if (!isKnown(mdp, row)) return true;
  const target = expectedBackup(mdp, row, value);
  if (!Number.isFinite(target)) return false;
  actionValue[row] = target;
  return true;
}

/** V(x) = max_a Q(x,a); how much it changed. */
function refreshValue({ actionValue, value }: ActionValueTables, { actionCount }: Mdp, state: number): number {
  const before = value[state]!;
  value[state] = maximum(actionValue, state, actionCount);
  return Math.abs(value[state] - before);
}
