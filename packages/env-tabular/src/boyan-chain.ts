import { rowScene } from "@worldwise/render";
import { packageName } from "./package-name.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import { certain, fromTransitionTable, tabulate } from "./transition-table.ts";

const stateCount = 13;
const featureCount = 4;
/** As it is drawn: from 12, the start, on the left. */
const downwards = Array.from({ length: stateCount }, (_, place) => stateCount - 1 - place);

/**
 * Boyan's chain: states 12 … 0, each step one or two down with probability 1/2. One action, γ = 1.
 *
 *   V(s) = −2 s,   linear in `boyanFeatures` with weights (−24, −16, −8, 0)
 *
 * Reward −3, from state 1 to 0 −2. Starts in 12; state 0 is the end. Made to try temporal differences with linear features.
 *
 * Source: Boyan (2002), Technical Update: Least-Squares Temporal Difference Learning; definition from memory, checked against its
 * closed form.
 */
export function boyanChain(): TabularWorld {
  const table = tabulate(stateCount, 1, (state) => {
    if (state === 0) return certain(0, 0, true);
    if (state === 1) return certain(0, -2, true);
    return [[0.5, state - 1, -3, false], [0.5, state - 2, -3, state === 2]];
  });
  const mdp = fromTransitionTable(table, { initial: stateCount - 1, discount: 1 });
  return tabularWorld(mdp, { name: "boyanChain", package: packageName, scene: rowScene({ states: downwards, marks: { 12: "G" } }) });
}

/** `[13, 4]` Features: (1,0,0,0) at 12, (0,1,0,0) at 8, (0,0,1,0) at 4, (0,0,0,1) at 0, linear in between. A new array. */
export function boyanFeatures(): Float64Array {
  return Float64Array.from({ length: stateCount * featureCount }, (_, index) => {
    const [state, feature] = [Math.floor(index / featureCount), index % featureCount];
    return Math.max(0, 1 - Math.abs(state - (12 - 4 * feature)) / 4);
  });
}
