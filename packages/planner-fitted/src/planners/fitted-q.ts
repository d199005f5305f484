import type { Discrete, Outcome, Planner, Random, Space, StateTree } from "@worldwise/protocol";
import { definePlanner, loadTree } from "@worldwise/protocol";
import { checkAtLeast } from "../check-options.ts";
import { extraTrees } from "../regression/extra-trees.ts";
import type { Regression, Regressor } from "../regression/regressor.ts";
import type { Backups } from "./backups.ts";
import { areFinite, backupCount, writeTargets } from "./backups.ts";
import type { FittedOptions } from "./fitted-options.ts";
import { withDefaults } from "./fitted-options.ts";
import type { FittedProblem } from "./fitted-problem.ts";
import { checkFitted, packageName } from "./fitted-problem.ts";
import type { FittedWord, Predict } from "./greedy-faces.ts";
import { fittedDecision, fittedWords, greedyPolicy, growingScratch, maximumOf } from "./greedy-faces.ts";
import type { Offer, SampleNeed, SampleSource } from "./sampling.ts";
import { needsOf, samplerOf } from "./sampling.ts";

/** Options of {@link fittedQ}. */
export interface FittedQOptions<Source extends SampleSource = SampleSource, State extends StateTree = StateTree>
  extends FittedOptions<Source> {
  /** How Q(·, a) is fitted. Default {@link extraTrees}. */
  readonly regressor?: Regressor<State>;
  /** After so many iterations of a plan, trees keep their cuts, and Q converges. 0, the default: never. */
  readonly freezeAfter?: number;
}

/** Q, and how much work it was. */
export type FittedQState<State extends StateTree = StateTree> = {
  /** The functions Q(·, a). */
  actionValue: State;
  /** Iterations of all calls of `plan`. */
  iterations: number;
};

/** Learns Q from samples by repeated regression. */
export type FittedQ<O extends Space, Source extends SampleSource = "data", State extends StateTree = StateTree> =
  Planner<O, Discrete, FittedQState<State>, SampleNeed<Source>, FittedWord>;

/**
 * Fitted Q-iteration.
 *
 *   y_i ← 1/S Σ_s r_is + discount_is · max_b Q(x'_is, b);   Q(·, a) ← regression on \{ (x_i, y_i): a_i = a \}
 *
 * Each `plan` looks at the data anew and begins with the Q it has, at first 0; Q that diverged is forgotten first. It is
 * `converged` when no target changed by more than `tolerance`, which trees that are grown anew in every iteration never are. An
 * action that no sample shows is worth 0. With no data nothing happens; rewards or observations that are not finite, and targets
 * that grow beyond all numbers, give `non-finite`.
 *
 * With averagers (nearest neighbors, kernel smoothing, aggregation, trees whose cuts are kept) it converges for every
 * discount below 1; with least squares it may diverge. With kernel ridge it is regularized fitted Q-iteration.
 * Source: Ernst, Geurts and Wehenkel (2005), Tree-based batch mode reinforcement learning, JMLR 6, figure 1. Differs: one
 * function for each action, not one of state and action; the state may be one of the model's. Throws `bad-options`,
 * `wrong-space`.
 */
export function fittedQ<O extends Space, Source extends SampleSource = "data", State extends StateTree = StateTree>(
  problem: FittedProblem<O>, options: FittedQOptions<Source, State> = {},
): FittedQ<O, Source, State> {
  const { freezeAfter = 0 } = options;
  checkFitted(problem);
  checkAtLeast("freezeAfter", freezeAfter, 0);
  const chosen = withDefaults(options);
  const regressor: Regressor = options.regressor ?? extraTrees();
  const regression = regressor.bind({ input: problem.observation, functionCount: problem.action.count, capacity: chosen.capacity });
  const sample = samplerOf(problem, chosen);
  const iterate = iteration(regression, problem.action.count, { ...chosen, freezeAfter });
  const actionValueOf = ({ actionValue }: FittedQState): Predict => (input, count, outValue) =>
    regression.predict(actionValue, input, count, outValue);
  const planner = definePlanner<O, Discrete, FittedQState, "data" | "dynamics", FittedWord>({
    name: `fitted-q ${regressor.name}`, package: packageName, spaces: problem, needs: needsOf(chosen.source),
    provides: fittedWords,
    init: (_, allocator) => ({ actionValue: regression.init(allocator), iterations: 0 }),
    plan: (state, model: Offer<O>, random) => iterate(state, sample(model, random), random),
    policy: (state) => greedyPolicy(problem, chosen.explore, actionValueOf(state)),
    decision: (state) => fittedDecision(problem, chosen.explore, actionValueOf(state)),
    metrics: ({ iterations }) => ({ iterations }),
  });
  return planner as FittedQ<O, Source, State>; // its list of needs is the source's, and its state the regressor's
}

/** K backups of Q. */
function iteration(
  regression: Regression, actionCount: number, { iterations, tolerance, freezeAfter }: IterationRules,
): (state: FittedQState, data: Backups, random: Random) => Outcome | undefined {
  const scratch = growingScratch();
  return (state, data, random) => {
    const outcomes = backupCount(data) * data.successorCount;
    if (outcomes === 0) return undefined;
    if (!areFinite(data)) return "non-finite";
    const next = scratch(outcomes);
    const value = maximumOf(
      actionCount, (input, count, outValue) => regression.predict(state.actionValue, input, count, outValue)
    );
    data.target.fill(0);
    for (let k = 0; k < iterations; k++) {
      value(data.nextInput, outcomes, next);
      let change = writeTargets(data, next, data.target);
      if (k === 0 && Number.isNaN(change)) {
        loadTree(state.actionValue, regression.init());
        change = writeTargets(data, next.fill(0), data.target);
      }
      if (Number.isNaN(change)) return "non-finite";
      if (k === 0) regression.prepare(state.actionValue, data);
      else if (change <= tolerance) return "converged";
      regression.fit(state.actionValue, data, random, freezeAfter > 0 && k >= freezeAfter);
      state.iterations++;
    }
    return "max-iterations";
  };
}

interface IterationRules {
  readonly iterations: number;
  readonly tolerance: number;
  readonly freezeAfter: number;
}
