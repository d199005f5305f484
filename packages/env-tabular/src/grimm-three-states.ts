import { packageName } from "./package-name.ts";
import type { TabularWorld } from "./tabular-world.ts";
import { tabularWorld } from "./tabular-world.ts";
import type { TransitionTable } from "./transition-table.ts";
import { certain, fromTransitionTable } from "./transition-table.ts";

/** The true transition table of `grimmThreeStates`: what a learner with too small a model class tries to imitate. */
export const grimmTable: TransitionTable = [
  [
    [[0.6, 0, 1, false], [0.4, 1, 1, false]],
    [[0.4, 0, 1, false], [0.2, 1, 1, false], [0.4, 2, 1, false]],
  ],
  [certain(0, 0), certain(0, 0)],
  [certain(0, 0), certain(0, 0)],
];

/** Options of Grimm's three states. */
export interface GrimmThreeStatesOptions {
  /** γ in [0, 1), by default 0.9. */
  readonly discount?: number;
}

/**
 * Three states in which the likeliest model plans wrongly and the value-equivalent one rightly.
 *
 * Acting in state 0 pays 1 and leads to states 0, 1, 2 with (0.6, 0.4, 0) or (0.4, 0.2, 0.4); states 1 and 2 lead back to 0 and
 * pay 0. A model class that can only say (½(1 − θ), θ, ½(1 − θ)) of state 0 must choose: maximum likelihood prefers action 1,
 * value equivalence the better action 0, with V = 7.3529… in state 0 against 6.4935….
 *
 * Source: Grimm et al. (2020), The Value Equivalence Principle, appendix A.1.2. Rows read there; the reward of state 0 and the
 * way back are inferred from its text, γ and the start in state 0 are ours.
 */
export function grimmThreeStates({ discount = 0.9 }: GrimmThreeStatesOptions = {}): TabularWorld {
  const mdp = fromTransitionTable(grimmTable, { initial: 0, discount });
  return tabularWorld(mdp, { name: "grimmThreeStates", package: packageName });
}
