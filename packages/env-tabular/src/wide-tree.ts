import { checkInteger } from "./check-options.ts";
import { packageName } from "./package-name.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import { certain, fromTransitionTable, tabulate } from "./transition-table.ts";

/** Options of the wide tree. */
export interface WideTreeOptions {
  /** b: leaves on each side, at least 1; by default 4. */
  readonly leaves?: number;
  /** γ in [0, 1], by default 1. */
  readonly discount?: number;
}

/**
 * The wide tree: two steps, 3 + 2b states. Which leaf is reached never matters for the value.
 *
 * So a model that is learned for values needs few data.
 * State 0 is the root; its action 0 leads to state 1, action 1 to state 2. Either action there ends in one of the b leaves of
 * that side, equally likely: 3 … b + 2 on the left, then those on the right. Acting in state 2 pays 1, everything else 0.
 *
 * Source: an example of the literature on model learning for values, read in outline; the number of leaves, the actions' order
 * and γ are ours.
 */
export function wideTree({ leaves = 4, discount = 1 }: WideTreeOptions = {}): TabularWorld {
  checkInteger("leaves", leaves, 1);
  const table = tabulate(3 + 2 * leaves, 2, (state, action) => {
    if (state === 0) return certain(1 + action, 0);
    if (state > 2) return certain(state, 0, true);
    const first = state === 1 ? 3 : 3 + leaves;
    return Array.from({ length: leaves }, (_, leaf) => [1 / leaves, first + leaf, state - 1, true] as const);
  });
  return tabularWorld(fromTransitionTable(table, { initial: 0, discount }), { name: "wideTree", package: packageName });
}
