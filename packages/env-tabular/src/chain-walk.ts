import type { GridLayout } from "@worldwise/protocol";
import { checkInteger, checkProbability } from "./check-options.ts";
import { packageName } from "./package-name.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import { fromTransitionTable, tabulate } from "./transition-table.ts";

/** Options of the chain walk. */
export interface ChainWalkOptions {
  /** How many states, at least 2; by default 4. */
  readonly states?: number;
  /** The states (from 0) in which acting pays 1. Empty, the default: the customary ones for this number of states. */
  readonly rewarded?: readonly number[];
  /** Probability in [0, 1] that a move goes as intended, by default 0.9; otherwise it goes the other way. */
  readonly success?: number;
  /** γ in [0, 1], by default 0.9. */
  readonly discount?: number;
}

const customary: Readonly<Record<number, readonly number[]>> = { 4: [1, 2], 50: [9, 40] };

/**
 * Chain walk: states in a row, left and right, each of which goes the other way one time in ten. The ends hold.
 *
 * Actions: 0 left, 1 right. Reward 1 for acting in a rewarded state: the two in the middle of 4, the tenth from each end of 50,
 * otherwise both ends. Nothing terminates. Starts anywhere.
 *
 * Source: Lagoudakis and Parr (2003), Least-Squares Policy Iteration, section 9.1; definition from memory of the paper.
 * Differs: the paper has chains of 4, 20 and 50 states; the start distribution is ours.
 * Throws `bad-options` on a rewarded state that does not exist.
 */
export function chainWalk({ states = 4, rewarded = [], success = 0.9, discount = 0.9 }: ChainWalkOptions = {}): TabularWorld {
  checkInteger("states", states, 2);
  checkProbability("success", success);
  for (const state of rewarded) checkInteger("rewarded", state, 0, states - 1);
  const paying = rewarded.length > 0 ? rewarded : customary[states] ?? [0, states - 1];
  const table = tabulate(states, 2, (state, action) => {
    const [left, right] = [Math.max(state - 1, 0), Math.min(state + 1, states - 1)];
    const [intended, other] = action === 0 ? [left, right] : [right, left];
    const reward = Number(paying.includes(state));
    return [[success, intended, reward, false], [1 - success, other, reward, false]];
  });
  const mdp = fromTransitionTable(table, { initial: new Array<number>(states).fill(1 / states), discount });
  const marks = Object.fromEntries(paying.map((state) => [state, "G"]));
  const stateOfCell = Int32Array.from({ length: states }, (_, state) => state);
  const grid: GridLayout = { rows: 1, columns: states, stateOfCell, marks, moves: [[0, -1], [0, 1]] };
  return tabularWorld(mdp, { name: "chainWalk", package: packageName, grid });
}
