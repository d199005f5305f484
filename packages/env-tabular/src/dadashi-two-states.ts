import { packageName } from "./package-name.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import type { TransitionTable } from "./transition-table.ts";
import { fromTransitionTable } from "./transition-table.ts";

const table: TransitionTable = [
  [[[0.7, 0, -0.45, false], [0.3, 1, -0.45, false]], [[0.99, 0, -0.1, false], [0.01, 1, -0.1, false]]],
  [[[0.2, 0, 0.5, false], [0.8, 1, 0.5, false]], [[0.99, 0, 0.5, false], [0.01, 1, 0.5, false]]],
];

/** Options of Dadashi's two states. */
export interface DadashiTwoStatesOptions {
  /** γ in [0, 1), by default 0.9. */
  readonly discount?: number;
}

/**
 * Two states, two actions: a world whose values fit into a picture.
 *
 * State 1 pays 0.5. From anywhere, action 1 leads to state 0 with 0.99; action 0 leads to state 1 with 0.3 from state 0, where it
 * costs 0.45 instead of 0.1, and with 0.8 from state 1. Action 0 is best in both, with V = (0.1636…, 1.8909…), 1.0272… on average
 * over the start, which is uniform.
 *
 * Source: Dadashi et al. (2019), The value function polytope in reinforcement learning, ICML; Nikishin et al. (2022) bound models
 * of it. Rows and rewards as in the code that Nikishin et al. released.
 */
export function dadashiTwoStates({ discount = 0.9 }: DadashiTwoStatesOptions = {}): TabularWorld {
  const mdp = fromTransitionTable(table, { initial: [0.5, 0.5], discount });
  return tabularWorld(mdp, { name: "dadashiTwoStates", package: packageName });
}
