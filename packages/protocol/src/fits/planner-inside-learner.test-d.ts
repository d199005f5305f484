/** Joseph et al. (2013): of all models, the one whose plan earns most. The learner has a planner for a part, and asks it. */
import type { AgentRecipe, Dataset, Discrete, Mdp, ModelLearner, Planner, PlannerGift, StateTree } from "../index.ts";
import { defineModelLearner } from "../index.ts";
import { batchModelBased } from "./support/compositions.test-d.ts";
import { qLearning, valueIteration } from "./support/planners.test-d.ts";
import { finite } from "./support/problems.test-d.ts";

/** A family of models: θ, the MDP of θ, and how to write one over the other. */
interface ModelFamily<Theta extends StateTree> {
  init(): { readonly theta: Theta; readonly mdp: Mdp };
  /** A neighbor of `theta`, written into `outTheta` and `outMdp`. */
  propose(theta: Theta, random: { normal(): number }, outTheta: Theta, outMdp: Mdp): void;
}

interface PlanSearch<S extends StateTree, P extends PlannerGift, Theta extends StateTree> {
  readonly family: ModelFamily<Theta>;
  readonly planner: Planner<Discrete, Discrete, S, "mdp", P | "actionValueTable">;
  /** V̂ of the greedy policy of a table, from real transitions. */
  estimateReturn(actionValue: Float64Array, data: Dataset<Discrete, Discrete>): number;
}

type SearchState<S extends StateTree, Theta extends StateTree> =
  { theta: Theta; candidate: Theta; inner: S; best: number };

/** θ* = argmax V̂(plan(θ)), by random ascent. */
function searchByReturn<S extends StateTree, P extends PlannerGift, Theta extends StateTree>(
  { family, planner, estimateReturn }: PlanSearch<S, P, Theta>,
): ModelLearner<Discrete, Discrete, SearchState<S, Theta>, never, "mdp"> {
  const { mdp } = family.init();
  return defineModelLearner({
    name: `search-by-return(${planner["~worldwise"].name})`, needs: [], provides: ["mdp"],
    init: (random, allocator) => ({
      theta: family.init().theta, candidate: family.init().theta, inner: planner.init(random, allocator),
      best: Number.NEGATIVE_INFINITY,
    }),
    update(state, data, _decision, random) {
      const { actionValueTable } = planner.decision(state.inner);
      family.propose(state.theta, random, state.candidate, mdp);
      const outcome = planner.plan?.(state.inner, { mdp }, random);
      const earned = estimateReturn(actionValueTable, data);
      if (earned > state.best) [state.best, state.theta, state.candidate] = [earned, state.candidate, state.theta];
      return outcome;
    },
    model: () => ({ mdp }),
  });
}

declare const slipFamily: ModelFamily<Float64Array>;
declare const estimateReturn: (actionValue: Float64Array, data: Dataset<Discrete, Discrete>) => number;

export const agent: AgentRecipe<Discrete, Discrete> = batchModelBased({
  problem: finite, planner: valueIteration(finite), stepsPerRound: 1000,
  learner: searchByReturn({ family: slipFamily, planner: valueIteration(finite), estimateReturn }),
});

/** A planner that needs less than it is given is a part as well. */
export const withLess: ModelLearner<Discrete, Discrete, StateTree, never, "mdp"> =
  searchByReturn({ family: slipFamily, planner: qLearning(finite), estimateReturn });

declare const silent: Planner<Discrete, Discrete, StateTree, "mdp", "valueTable">;
// @ts-expect-error a planner that does not tell its action values
searchByReturn({ family: slipFamily, planner: silent, estimateReturn });
declare const wantsTruth: Planner<Discrete, Discrete, StateTree, "mdp" | "trueMdp", "actionValueTable">;
// @ts-expect-error the learner has no truth to give to its planner
searchByReturn({ family: slipFamily, planner: wantsTruth, estimateReturn });
