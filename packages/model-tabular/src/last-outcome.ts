import type { Discrete, ModelLearner, Problem } from "@worldwise/protocol";
import { defineModelLearner, heap } from "@worldwise/protocol";
import type { MdpTables, UntriedPrior } from "./mdp-tables.ts";
import { mdpFace, mdpTables, stayEverywhere } from "./mdp-tables.ts";
import { outcomeDynamics } from "./outcome-dynamics.ts";
import { packageName } from "./package-name.ts";
import { requireRoom } from "./require-option.ts";
import type { TabularTransition } from "./transition-reader.ts";
import { transitionReader } from "./transition-reader.ts";
import { visitMetrics } from "./visit-metrics.ts";

/** What can be chosen for `lastOutcome`. */
export interface LastOutcomeOptions {
  /** What the face `mdp` says of pairs that were never tried. */
  readonly prior: UntriedPrior;
}

/** What `lastOutcome` remembers: one outcome in each row. */
export type LastOutcomeState = {
  /** The data set's clock at the last update. */
  seen: number;
  /** `[N·M]` n(x, a) */
  visits: Float64Array;
  /** Rows of at most one outcome. */
  mdp: MdpTables;
};

/**
 * The model of Dyna-Q: what happened last, for every state and action.
 *
 *   successor(x,a) ← x',   reward(x,a) ← r,   terminated(x,a) ← whether the episode ended
 *
 * Exact in deterministic worlds. The face `outcomeTable` has no word for what is not known: of a pair that was never tried it
 * says, under either prior, that the state stays and the reward is 0; so does `dynamics`, whose steps draw no random number.
 * Episodes of the model start anywhere, uniformly.
 *
 * @param problem - finite spaces and γ
 * @param options - `prior` "none" unless given; Dyna-Q+ plans with "stay"
 *
 * Source: Sutton and Barto (2018), section 8.2; the prior "stay", section 8.3.
 */
export function lastOutcome(
  problem: Problem<Discrete, Discrete>, { prior = "none" }: Partial<LastOutcomeOptions> = {},
): ModelLearner<Discrete, Discrete, LastOutcomeState, never, "outcomeTable" | "mdp" | "dynamics"> {
  requireRoom(problem, 1);
  const reader = transitionReader(problem);

  return defineModelLearner({
    name: "lastOutcome", package: packageName, spaces: problem, needs: [], provides: ["outcomeTable", "mdp", "dynamics"],
    init(_random, allocator = heap): LastOutcomeState {
      const mdp = mdpTables(problem, 1, allocator);
      stayEverywhere(mdp, problem.action.count);
      if (prior === "none") mdp.rowEnd.set(mdp.rowStart);
      return { seen: 0, visits: allocator("float64", mdp.rowStart.length), mdp };
    },
    update: (state, data) => reader.read(state, data, remember),
    model(state) {
      const mdp = mdpFace(problem, state.mdp);
      const { successor, reward, terminated } = mdp;
      const outcomeTable = { successor, reward, terminated };
      return { outcomeTable, mdp, dynamics: outcomeDynamics(problem, outcomeTable) };
    },
    metrics: ({ visits }) => visitMetrics(visits),
  });
}

/** Rows have room for one outcome, so a row is its own index. */
function remember({ visits, mdp }: LastOutcomeState, { row, next, reward, terminated }: TabularTransition): void {
  visits[row]!++;
  mdp.rowEnd[row] = row + 1;
  mdp.successor[row] = next;
  mdp.reward[row] = reward;
  mdp.terminated[row] = terminated;
}
