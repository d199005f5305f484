/** Tabular Dyna-Q: counts, Q-learning, tried pairs; and the same parts in the batch algorithm. */
import type { AgentRecipe, Discrete, SearchControl, StateTree } from "../index.ts";
import { batchModelBased, dyna } from "./support/compositions.test-d.ts";
import { counts } from "./support/models.test-d.ts";
import { crossEntropy, qLearning, uniformTried, valueIteration } from "./support/planners.test-d.ts";
import { finite, pendulum } from "./support/problems.test-d.ts";

export const agent: AgentRecipe<Discrete, Discrete> = dyna({
  problem: finite, learner: counts(finite), planner: qLearning(finite), searchControl: uniformTried(finite), planningSteps: 5,
});

export const certaintyEquivalence: AgentRecipe<Discrete, Discrete> = batchModelBased({
  problem: finite, learner: counts(finite), planner: valueIteration(finite), stepsPerRound: 1000,
});

// Search control that asks the planner and the model, as prioritized sweeping does.
declare const largestErrorFirst: SearchControl<Discrete, Discrete, StateTree, "mdp" | "actionValueTable">;
export const sweeping: AgentRecipe<Discrete, Discrete> = dyna({
  problem: finite, learner: counts(finite), planner: qLearning(finite), searchControl: largestErrorFirst, planningSteps: 5,
});

declare const byValueGradient: SearchControl<Discrete, Discrete, StateTree, "differentiableValue">;
export const refusedSearch: AgentRecipe<Discrete, Discrete> = dyna({
  problem: finite, learner: counts(finite), planner: qLearning(finite), planningSteps: 5,
  // @ts-expect-error neither the model nor the planner has a differentiable value
  searchControl: byValueGradient,
});

// @ts-expect-error the planner is for boxes, the learner for finite problems
dyna({ problem: finite, learner: counts(finite), planner: crossEntropy(pendulum) });
