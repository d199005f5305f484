/**
 * Tabular planners: value and policy iteration, Q-learning, SARSA, prioritized sweeping.
 *
 * @packageDocumentation
 */

// From an explicit MDP, ahead of time
export { valueIteration, valueIterationPlugin } from "./value-iteration.ts";
export type { ValueIterationOptions } from "./value-iteration.ts";
export { policyIteration, policyIterationPlugin } from "./policy-iteration.ts";
export type { PolicyIterationOptions } from "./policy-iteration.ts";
export { modifiedPolicyIteration, modifiedPolicyIterationPlugin } from "./modified-policy-iteration.ts";
export type { ModifiedPolicyIterationOptions } from "./modified-policy-iteration.ts";
export type { ExplicitPlanner, ExplicitPlannerOptions, ExplicitPlannerState } from "./explicit-planner.ts";

// From worlds that are plausible: one that is drawn, or the best of all
export { posteriorSampling, posteriorSamplingPlugin } from "./posterior-sampling.ts";
export type { MdpPlanner, PosteriorSampling, PosteriorSamplingPluginOptions, PosteriorSamplingState } from "./posterior-sampling.ts";
export { optimisticInduction, optimisticInductionPlugin } from "./optimistic-induction.ts";
export type { OptimisticInduction, OptimisticInductionOptions, OptimisticInductionState } from "./optimistic-induction.ts";

// From transitions and an explicit MDP, where it matters most
export { prioritizedSweeping, prioritizedSweepingPlugin } from "./prioritized-sweeping.ts";
export type { PrioritizedSweeping, PrioritizedSweepingOptions, PrioritizedSweepingState } from "./prioritized-sweeping.ts";
export { expectedBackup } from "./expected-backup.ts";

// From transitions, real or imagined
export { qLearning, qLearningPlugin } from "./q-learning.ts";
export type { QLearning, QLearningOptions, QLearningState } from "./q-learning.ts";
export { sarsa, sarsaPlugin } from "./sarsa.ts";
export type { Sarsa, SarsaOptions, SarsaState } from "./sarsa.ts";
export { expectedSarsa, expectedSarsaPlugin } from "./expected-sarsa.ts";
export type { ExpectedSarsa, ExpectedSarsaOptions, ExpectedSarsaState } from "./expected-sarsa.ts";
export { tdPrediction, tdPredictionPlugin } from "./td-prediction.ts";
export type { TdPrediction, TdPredictionOptions, TdPredictionState } from "./td-prediction.ts";
export { dynaQPlus, dynaQPlusPlugin } from "./dyna-q-plus.ts";
export type { DynaQPlus, DynaQPlusOptions, DynaQPlusState } from "./dyna-q-plus.ts";

// What they share
export { epsilonGreedy, fixedProbabilities, greedy, softmax, uniform } from "./selection.ts";
export type { Selection } from "./selection.ts";
export { expectedActionValue, tablePolicy } from "./policies.ts";
export type { ActionValueTables } from "./action-values.ts";
export type { InitialValueOptions, SelectionOptions } from "./planner-options.ts";
export type { StepSizeOptions } from "./step-size.ts";
export type { TableWord } from "./table-decision.ts";
export type { TabularProblem } from "./tabular-problem.ts";

// By name
export { plugins } from "./plugins.ts";
