import { packageName } from "./package-name.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import type { TransitionTable } from "./transition-table.ts";
import { certain, fromTransitionTable } from "./transition-table.ts";

/** Options of the risky choice. */
export interface RiskyChoiceOptions {
  /** γ in [0, 1], by default 0.9. */
  readonly discount?: number;
}

const [jackpot, nothing, sureFour, end] = [1, 2, 3, 5];

/** Leaving a state pays, and ends the episode. */
const paying = (reward: number): TransitionTable[number] => [[[1, end, reward, true]], [[1, end, reward, true]]];

const table: TransitionTable = [
  [[[0.5, jackpot, 0, false], [0.5, nothing, 0, false]], [[1, sureFour, 0, false]]],
  paying(10), paying(0), paying(4), paying(5), [certain(end, 0), certain(end, 0)],
];

/**
 * One choice: 10 or nothing, by a coin (action 0), or 4 for sure (action 1).
 *
 * State 0 leads to states that pay 10, 0 and 4 on the next step, which ends the episode. One episode in four begins in state 4,
 * which pays 5. A model that takes action 0 to state 4 for certain gives every policy its value, γ · 5, and hides the risk: the
 * mean of the worst half is then γ · 5 instead of 0, and better than the γ · 4 of action 1.
 *
 * Source: our own counter-example to proper value equivalence for risk-sensitive planning, in the sense of Kastner, Erdogdu and
 * Farahmand (2023). Throws `bad-mdp` on a discount outside [0, 1].
 */
export function riskyChoice({ discount = 0.9 }: RiskyChoiceOptions = {}): TabularWorld {
  const mdp = fromTransitionTable(table, { initial: [0.75, 0, 0, 0, 0.25, 0], discount });
  return tabularWorld(mdp, { name: "riskyChoice", package: packageName });
}
