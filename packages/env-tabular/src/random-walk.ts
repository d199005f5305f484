import type { GridLayout } from "@worldwise/protocol";
import { checkInteger } from "./check-options.ts";
import { packageName } from "./package-name.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import type { Outcome } from "./transition-table.ts";
import { certain, fromTransitionTable, tabulate } from "./transition-table.ts";

/** Options of the random walk. */
export interface RandomWalkOptions {
  /** States between the two ends, at least 1; by default 5. */
  readonly states?: number;
  /** Reward of leaving on the left, by default 0. */
  readonly leftReward?: number;
  /** Reward of leaving on the right, by default 1. */
  readonly rightReward?: number;
  /** γ in [0, 1], by default 1. */
  readonly discount?: number;
}

/**
 * Random walk: one step left or right with probability 1/2 each until an end is reached. One action: only prediction.
 *
 *   V(s) = leftReward + (rightReward − leftReward) · s / (states + 1)   for γ = 1
 *
 * States 1 … states; 0 and states + 1 are the ends, which lead to themselves, terminated. Starts in the middle.
 * The walk with 19 states of the book's chapter 7 is `randomWalk({ states: 19, leftReward: -1 })`.
 *
 * Source: Sutton and Barto (2018), examples 6.2 and 7.1.
 */
export function randomWalk({ states = 5, leftReward = 0, rightReward = 1, discount = 1 }: RandomWalkOptions = {}): TabularWorld {
  checkInteger("states", states, 1);
  const right = states + 1;
  const table = tabulate(states + 2, 1, (state) => {
    if (state === 0 || state === right) return certain(state, 0, true);
    const step = (next: number): Outcome =>
      [0.5, next, next === 0 ? leftReward : next === right ? rightReward : 0, next === 0 || next === right];
    return [step(state - 1), step(state + 1)];
  });
  return walkWorld("randomWalk", fromTransitionTable(table, { initial: middle(states), discount }), states);
}

/** Options of the jump walk. */
export interface JumpWalkOptions {
  /** States between the two ends, by default 1000. */
  readonly states?: number;
  /** How far a jump goes at most to either side, at least 1; by default 100. */
  readonly jump?: number;
  /** γ in [0, 1], by default 1. */
  readonly discount?: number;
}

/**
 * The walk with 1000 states: a jump to any of 100 neighbors on the left or 100 on the right, all equally likely.
 *
 * What would jump past an end reaches it: its probability is that of all such jumps together. Reward −1 on the left end, 1 on the
 * right.
 * States 1 … states, ends 0 and states + 1 as in `randomWalk`. Starts in the middle (500). Made to try function approximation.
 *
 * Source: Sutton and Barto (2018), example 9.1.
 */
export function jumpWalk({ states = 1000, jump = 100, discount = 1 }: JumpWalkOptions = {}): TabularWorld {
  checkInteger("states", states, 1);
  checkInteger("jump", jump, 1);
  const table = tabulate(states + 2, 1, (state) => jumpOutcomes(state, states, jump));
  return walkWorld("jumpWalk", fromTransitionTable(table, { initial: middle(states), discount }), states);
}

/** Outcomes from left to right. */
function jumpOutcomes(state: number, states: number, jump: number): readonly Outcome[] {
  const right = states + 1;
  if (state === 0 || state === right) return certain(state, 0, true);
  const each = 1 / (2 * jump);
  const [low, high] = [Math.max(state - jump, 1), Math.min(state + jump, states)];
  const inside = Array.from({ length: high - low + 1 }, (_, i) => low + i).filter((next) => next !== state);
  const [pastLeft, pastRight] = [jump - (state - low), jump - (high - state)];
  return [
    ...(pastLeft > 0 ? [[pastLeft * each, 0, -1, true] as const] : []),
    ...inside.map((next): Outcome => [each, next, 0, false]),
    ...(pastRight > 0 ? [[pastRight * each, right, 1, true] as const] : []),
  ];
}

/** The state in the middle; the left one of two. */
const middle = (states: number): number => Math.floor((states + 1) / 2);

function walkWorld(name: string, mdp: TabularWorld["mdp"], states: number): TabularWorld {
  const stateOfCell = Int32Array.from({ length: states + 2 }, (_, state) => state);
  const grid: GridLayout = { rows: 1, columns: states + 2, stateOfCell, marks: { [middle(states)]: "S" }, moves: [[0, 0]] };
  return tabularWorld(mdp, { name, package: packageName, grid });
}
