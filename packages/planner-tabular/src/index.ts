/**
 * Tabular planners: value and policy iteration, Q-learning, SARSA, prioritized sweeping, and planning in wrong models that
 * arrives at true values.
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

export { pidValueIteration, pidValueIterationPlugin } from "./pid-value-iteration.ts";
export type { PidMemory, PidValueIteration, PidValueIterationOptions } from "./pid-value-iteration.ts";

// From an approximate model and the true table: true values
export { operatorSplitting, operatorSplittingPlugin } from "./operator-splitting.ts";
export type { InnerSolutionOptions, OperatorSplitting, OperatorSplittingOptions } from "./operator-splitting.ts";
export { maximumEntropyCorrection, maximumEntropyCorrectionPlugin } from "./maximum-entropy-correction.ts";
export type {
  CorrectionOptions, MaximumEntropyCorrection, MaximumEntropyCorrectionOptions, MaximumEntropyMemory,
} from "./maximum-entropy-correction.ts";
export { deflatedValueIteration, deflatedValueIterationPlugin } from "./deflated-value-iteration.ts";
export type { DeflatedValueIteration, DeflatedValueIterationOptions, DeflationOptions } from "./deflated-value-iteration.ts";
export type { RegroundedOptions, RegroundedPlanner, RegroundedState } from "./regrounded-planner.ts";

// From an approximate model and real transitions: true values in the end
export { osDyna, osDynaPlugin } from "./os-dyna.ts";
export type { CorrectedPlanningOptions, OsDyna, OsDynaOptions, OsDynaState } from "./os-dyna.ts";
export { mocoDyna, mocoDynaPlugin } from "./moco-dyna.ts";
export type { MocoDyna, MocoDynaOptions, MocoDynaState } from "./moco-dyna.ts";
export { deflatedTdPrediction, deflatedTdPredictionPlugin } from "./deflated-td-prediction.ts";
export type { DeflatedTdPrediction, DeflatedTdPredictionOptions, DeflatedTdPredictionState } from "./deflated-td-prediction.ts";

// Their mathematics
export { entropyProjection } from "./entropy-projection.ts";
export type { EntropyProjection } from "./entropy-projection.ts";
export type { ProjectionRow } from "./whitened-features.ts";
export type { ValueBasis } from "./corrected-model.ts";
export { deflation, deflationOperators } from "./deflation.ts";
export type { Deflation, DeflationOperators } from "./deflation.ts";

// From worlds that are plausible: one that is drawn, or the best of all
export { posteriorSampling, posteriorSamplingPlugin } from "./posterior-sampling.ts";
export type { MdpPlanner, PosteriorSampling, PosteriorSamplingPluginOptions, PosteriorSamplingState } from "./posterior-sampling.ts";
export { optimisticInduction, optimisticInductionPlugin } from "./optimistic-induction.ts";
export type { OptimisticInduction, OptimisticInductionOptions, OptimisticInductionState } from "./optimistic-induction.ts";

// For who minds risk
export { riskSensitiveInduction, riskSensitiveInductionPlugin } from "./risk-sensitive-induction.ts";
export type { RiskSensitiveInduction, RiskSensitiveOptions, RiskSensitiveState } from "./risk-sensitive-induction.ts";
export type { RiskChoice } from "./risk.ts";

// From transitions and an explicit MDP, where it matters most
export { prioritizedSweeping, prioritizedSweepingPlugin } from "./prioritized-sweeping.ts";
export type { PrioritizedSweeping, PrioritizedSweepingOptions, PrioritizedSweepingState } from "./prioritized-sweeping.ts";
export { smallBackups, smallBackupsPlugin } from "./small-backups.ts";
export type { SmallBackups, SmallBackupsOptions, SmallBackupsState } from "./small-backups.ts";
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
export type { TaskOptions } from "./value-target.ts";
export type { TableWord } from "./table-decision.ts";
export type { TabularProblem } from "./tabular-problem.ts";

// By name
export { plugins } from "./plugins.ts";
