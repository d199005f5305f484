import type { Mdp } from "@worldwise/protocol";
import { checkMdp, WorldwiseError } from "@worldwise/protocol";

/** One outcome of an action, as in Gymnasium's tables. `terminated`: the episode ends with this transition. */
export type Outcome = readonly [probability: number, nextState: number, reward: number, terminated: boolean];

/** `P[s][a]`: the outcomes in the order in which they are sampled. A next state may occur twice. */
export type TransitionTable = readonly (readonly (readonly Outcome[])[])[];

/** What a table does not say of itself. */
export interface TableDetails {
  /** The one start state, or `[N]` a start distribution. */
  readonly initial: number | readonly number[];
  /** γ in [0, 1]. */
  readonly discount: number;
}

/**
 * The explicit MDP of a transition table. Nothing is merged, sorted or rounded: `toTransitionTable` gives the same table back.
 *
 *   reward[s·M + a] = Σ_k P[s][a][k].probability · P[s][a][k].reward
 *
 * Throws `bad-table` where states have different numbers of actions, an action has no outcome, an outcome is not one, or a next
 * state does not exist; and `bad-mdp` where probabilities or rewards are not finite or do not sum to 1 within 1e-9.
 */
export function fromTransitionTable(table: TransitionTable, { initial, discount }: TableDetails): Mdp {
  const [stateCount, actionCount] = [table.length, table[0]?.length ?? 0];
  checkTable(table, actionCount);
  const rows = table.flat();
  const outcomes = rows.flat();
  const rowStart = new Int32Array(rows.length);
  for (let row = 1; row < rows.length; row++) rowStart[row] = rowStart[row - 1]! + rows[row - 1]!.length;
  const mdp: Mdp = {
    stateCount, actionCount, rowStart,
    rowEnd: rowStart.map((start, row) => start + rows[row]!.length),
    successor: Int32Array.from(outcomes, ([, nextState]) => nextState),
    probability: Float64Array.from(outcomes, ([probability]) => probability),
    terminated: Uint8Array.from(outcomes, ([, , , terminated]) => Number(terminated)),
    reward: Float64Array.from(rows, expectedReward),
    ...(!rows.every(hasOneReward) && { successorReward: Float64Array.from(outcomes, ([, , reward]) => reward) }),
    initial: startDistribution(initial, stateCount), discount,
  };
  checkMdp(mdp);
  return mdp;
}

/**
 * The transition table of an explicit MDP. `fromTransitionTable` gives the same MDP back.
 *
 * Throws `no-table` where a row has no successors: a table cannot say that an outcome is unknown.
 */
export function toTransitionTable(mdp: Mdp): TransitionTable {
  const states = Array.from({ length: mdp.stateCount }, (_, s) => s);
  const actions = Array.from({ length: mdp.actionCount }, (_, a) => a);
  return states.map((s) => actions.map((a) => outcomesOf(mdp, s * mdp.actionCount + a)));
}

/** A table by its rule: the outcomes of every state and action. */
export function tabulate(
  stateCount: number, actionCount: number, outcomes: (state: number, action: number) => readonly Outcome[],
): TransitionTable {
  return Array.from({ length: stateCount }, (_, s) => Array.from({ length: actionCount }, (__, a) => outcomes(s, a)));
}

/** The one outcome of an action that always does the same. */
export const certain = (nextState: number, reward: number, terminated = false): readonly Outcome[] =>
  [[1, nextState, reward, terminated]];

function outcomesOf(
  { rowStart, rowEnd, successor, probability, terminated, reward, successorReward, actionCount }: Mdp, row: number,
): readonly Outcome[] {
  const [start, end] = [rowStart[row]!, rowEnd[row]!];
  if (start === end) {
    throw new WorldwiseError("no-table", {
      expected: "an MDP that knows the outcomes of every action",
      got: `no successors in state ${Math.floor(row / actionCount)}, action ${row % actionCount}`,
      todo: "give the row its successors first",
    }, { row });
  }
  return Array.from({ length: end - start }, (_, i) => {
    const k = start + i;
    return [probability[k]!, successor[k]!, successorReward ? successorReward[k]! : reward[row]!, terminated[k] === 1];
  });
}

const hasOneReward = (outcomes: readonly Outcome[]): boolean =>
  outcomes.every(([, , reward]) => Object.is(reward, outcomes[0]![2]));

/** Outcomes that pay the same are not averaged: rounding would make another number of it. */
const expectedReward = (outcomes: readonly Outcome[]): number =>
  hasOneReward(outcomes) ? outcomes[0]![2] : outcomes.reduce((total, [probability, , reward]) => total + probability * reward, 0);

function startDistribution(initial: number | readonly number[], stateCount: number): Float64Array {
  if (typeof initial !== "number") return Float64Array.from(initial);
  if (!isState(initial, stateCount)) throw bad(`a start state below ${stateCount}`, String(initial));
  return new Float64Array(stateCount).fill(1, initial, initial + 1);
}

function checkTable(table: TransitionTable, actionCount: number): void {
  if (actionCount === 0) throw bad("at least one state with at least one action", `${table.length} states without actions`);
  table.forEach((actions, s) => {
    if (actions.length !== actionCount) throw bad(`${actionCount} actions in state ${s}, as in state 0`, String(actions.length));
    actions.forEach((outcomes, a) => checkOutcomes(outcomes, table.length, `state ${s}, action ${a}`));
  });
}

function checkOutcomes(outcomes: readonly Outcome[], stateCount: number, where: string): void {
  if (outcomes.length === 0) throw bad(`at least one outcome of ${where}`, "none");
  for (const outcome of outcomes) {
    const wrong = wrongWith(outcome, stateCount);
    if (wrong !== undefined) throw bad(`${wrong} of ${where}`, `[${outcome.map(String).join(", ")}]`);
  }
}

/** What an outcome should be and is not. A table that comes from a file may hold anything. */
function wrongWith(outcome: readonly unknown[], stateCount: number): string | undefined {
  const [probability, nextState, reward, terminated] = outcome;
  const numbers = typeof probability === "number" && typeof reward === "number";
  if (outcome.length !== 4 || !numbers || typeof terminated !== "boolean") {
    return "outcomes [probability, nextState, reward, terminated]";
  }
  if (!Number.isFinite(probability) || !Number.isFinite(reward)) return "finite probabilities and rewards";
  return isState(nextState, stateCount) ? undefined : `next states from 0 to ${stateCount - 1}`;
}

const isState = (value: unknown, stateCount: number): boolean =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) < stateCount;

const bad = (expected: string, got: string): WorldwiseError =>
  new WorldwiseError("bad-table", { expected, got, todo: "correct the transition table" });
