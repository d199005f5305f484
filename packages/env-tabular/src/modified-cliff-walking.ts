import { gridMap, layoutOf, upRightDownLeft } from "./grid-map.ts";
import { packageName } from "./package-name.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import type { Outcome } from "./transition-table.ts";
import { certain, fromTransitionTable, tabulate } from "./transition-table.ts";

/** `A`, `B` and `C` are cliffs of falling depth. */
const map = gridMap([
  "SAAAAG",
  "......",
  ".BBBB.",
  "......",
  ".CCCC.",
  "......",
]);

const absorbingReward: Readonly<Record<string, number>> = { A: -32, B: -16, C: -8, G: 20 };
const success = 0.9;

/** Options of modified cliff walking. */
export interface ModifiedCliffWalkingOptions {
  /** γ in [0, 1), by default 0.9. */
  readonly discount?: number;
  /** Where episodes begin: in state 0, or in every state equally likely, to sample states uniformly. By default `corner`. */
  readonly start?: "corner" | "anywhere";
}

/**
 * Modified cliff walking: a 6 × 6 grid with three cliffs on the way, made to compare planners that correct a wrong model.
 *
 * A move goes as intended with probability 0.9 and in each other direction with 0.1 / 3; into the border it stays. Acting in an
 * ordinary cell costs 1. The goal (state 5) and the cliffs are absorbing and pay at every step: 20; −32 in row 0, −16 in row 2,
 * −8 in row 4. Nothing terminates.
 *
 * Actions: 0 up, 1 right, 2 down, 3 left. State = 6 · row + column.
 *
 * Source: Rakhsha et al. (2022), Operator Splitting Value Iteration; definition read in code that its authors released.
 * Differs: γ = 0.9 and the start in state 0 are our choice. With `start: "anywhere"` and episodes of one step, transitions of a
 * uniform policy are those of uniformly drawn states and actions, as in the paper.
 */
export function modifiedCliffWalking({ discount = 0.9, start = "corner" }: ModifiedCliffWalkingOptions = {}): TabularWorld {
  const table = tabulate(map.stateCount, upRightDownLeft.length, outcomes);
  const grid = layoutOf(map, upRightDownLeft, "SGABC");
  const marks = Object.fromEntries(Object.entries(grid.marks).map(([cell, letter]) => [cell, letter.replace(/[AB]/, "C")]));
  const initial = start === "corner" ? 0 : new Array<number>(map.stateCount).fill(1 / map.stateCount);
  const mdp = fromTransitionTable(table, { initial, discount });
  return tabularWorld(mdp, { name: "modifiedCliffWalking", package: packageName, grid: { ...grid, marks } });
}

/** The intended direction first, then the others in their order. */
function outcomes(state: number, action: number): readonly Outcome[] {
  const absorbing = absorbingReward[map.letter(state)];
  if (absorbing !== undefined) return certain(state, absorbing);
  const others = upRightDownLeft.filter((_, other) => other !== action);
  const slips = others.map((move): Outcome => [(1 - success) / others.length, map.neighbor(state, move), -1, false]);
  return [[success, map.neighbor(state, upRightDownLeft[action]!), -1, false], ...slips];
}
