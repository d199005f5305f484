import { packageName } from "./package-name.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import type { Outcome } from "./transition-table.ts";
import { certain, fromTransitionTable, tabulate } from "./transition-table.ts";

/** Where swimming right against the current leads. Probabilities from left to right. */
interface Current {
  readonly leftBank: readonly [stay: number, on: number];
  readonly midstream: readonly [back: number, stay: number, on: number];
  readonly rightBank: readonly [back: number, stay: number];
  /** Reward of drifting left at the left bank. */
  readonly small: number;
  /** Reward of holding the right bank. */
  readonly large: number;
  readonly initial: readonly number[];
}

const variants: Readonly<Record<"strehl-littman" | "osband", Current>> = {
  "strehl-littman": {
    leftBank: [0.7, 0.3], midstream: [0.1, 0.6, 0.3], rightBank: [0.7, 0.3], small: 5, large: 10000,
    initial: [0, 0.5, 0.5, 0, 0, 0],
  },
  "osband": {
    leftBank: [0.4, 0.6], midstream: [0.05, 0.6, 0.35], rightBank: [0.4, 0.6], small: 0.005, large: 1,
    initial: [1, 0, 0, 0, 0, 0],
  },
};

const stateCount = 6;
const left = 0;

/** Options of RiverSwim. */
export interface RiverSwimOptions {
  /** Whose definition; the published ones differ. By default `strehl-littman`. */
  readonly variant?: "strehl-littman" | "osband";
  /** γ in [0, 1], by default 0.95. */
  readonly discount?: number;
}

/**
 * RiverSwim: six places along a river. Drifting left pays little; swimming right against the current pays much, far away.
 *
 * Actions: 0 left, which always succeeds, 1 right. Nothing terminates.
 *
 * `strehl-littman`: right from the left bank gets on with 0.3, midstream on 0.3, stay 0.6, back 0.1, at the right bank stay 0.3,
 * back 0.7; rewards 5 for left at the left bank, 10000 for right that holds the right bank; starts in state 1 or 2.
 * `osband`: left bank 0.6 on, midstream on 0.35, stay 0.6, back 0.05, right bank stay 0.6, back 0.4; rewards 0.005 and 1; starts
 * in state 0; customary time limit of 20 steps.
 *
 * Source: Strehl and Littman (2008); Osband, Russo and Van Roy (2013), normalized. Definitions taken from secondary accounts,
 * which disagree.
 */
export function riverSwim({ variant = "strehl-littman", discount = 0.95 }: RiverSwimOptions = {}): TabularWorld {
  const current = variants[variant];
  const table = tabulate(stateCount, 2, (state, action) => {
    if (action === left) return certain(Math.max(state - 1, 0), state === 0 ? current.small : 0);
    return swimRight(state, current);
  });
  const mdp = fromTransitionTable(table, { initial: current.initial, discount });
  const grid = {
    rows: 1, columns: stateCount, stateOfCell: Int32Array.of(0, 1, 2, 3, 4, 5), marks: {}, moves: [[0, -1], [0, 1]],
  } as const;
  return tabularWorld(
    mdp, { name: "riverSwim", package: packageName, grid, ...(variant === "osband" && { maxEpisodeSteps: 20 }) },
  );
}

/** Outcomes from left to right. */
function swimRight(state: number, { leftBank, midstream, rightBank, large }: Current): readonly Outcome[] {
  if (state === 0) return [[leftBank[0], 0, 0, false], [leftBank[1], 1, 0, false]];
  if (state === stateCount - 1) return [[rightBank[0], state - 1, 0, false], [rightBank[1], state, large, false]];
  return midstream.map((probability, k): Outcome => [probability, state - 1 + k, 0, false]);
}
