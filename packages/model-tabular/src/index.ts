/**
 * Learned tabular models: counts, last outcome, Dirichlet posterior, and a first decision-aware pair.
 *
 * @packageDocumentation
 */

// Learners
export { counts } from "./counts.ts";
export type { CountsLearner, CountsOptions, CountsState } from "./counts.ts";
export { lastOutcome } from "./last-outcome.ts";
export type { LastOutcomeOptions, LastOutcomeState } from "./last-outcome.ts";
export { dirichlet } from "./dirichlet.ts";
export type { DirichletOptions, DirichletState } from "./dirichlet.ts";
export { neighborhoodCounts } from "./neighborhood-counts.ts";
export type { NeighborhoodCountsOptions, NeighborhoodCountsState } from "./neighborhood-counts.ts";
export type { ContextTable } from "./context-table.ts";
export type { MdpTables, UntriedPrior } from "./mdp-tables.ts";

// A learner made wrong on purpose
export { corrupted } from "./corrupted.ts";
export type { CorruptedOptions, CorruptedState, MdpLearner } from "./corrupted.ts";
export type { MixedRows } from "./mixed-rows.ts";

// The decision-aware pair: one model class, two losses
export { threeStateClass } from "./three-state-class.ts";
export type { ThreeStateClass } from "./three-state-class.ts";
export type { ThreeStatesLearner, ThreeStatesOptions, ThreeStatesState } from "./three-state-learner.ts";
export {
  maximumLikelihoodThreeStates, threeStatesNegativeLogLikelihood, threeStatesNegativeLogLikelihoodDerivative,
} from "./maximum-likelihood-three-states.ts";
export { iterVamlThreeStates, threeStatesIterVamlDerivative, threeStatesIterVamlLoss } from "./iter-vaml-three-states.ts";

// Model classes for gradient learners, and what they share
export { softmaxTable } from "./softmax-table.ts";
export type { SoftmaxTableOptions, SoftmaxTableWeights } from "./softmax-table.ts";
export { simplexTable } from "./simplex-table.ts";
export type { SimplexTableOptions, SimplexTableWeights } from "./simplex-table.ts";
export { aggregatedTable, contiguousGroups } from "./aggregated-table.ts";
export type { AggregatedTableOptions, AggregatedTableWeights } from "./aggregated-table.ts";
export { lowRank } from "./low-rank.ts";
export type { LowRankOptions, LowRankWeights } from "./low-rank.ts";
export { exponentialFamily } from "./exponential-family.ts";
export type { ExponentialFamilyOptions, ExponentialFamilyWeights } from "./exponential-family.ts";
export { rowClass } from "./row-class.ts";
export type {
  PredictedRows, RowClass, RowFace, RowFamily, RowOptions, RowParameters, RowPrediction, TrainedRows,
} from "./row-class.ts";

// Distributions
export { dirichletLogMarginal, dirichletMean, dirichletVariance } from "./dirichlet-distribution.ts";
export { normalGammaPosterior } from "./normal-gamma.ts";
export type { NormalGamma } from "./normal-gamma.ts";
export { logGammaVariate } from "./gamma-variate.ts";
export { logGamma } from "./log-gamma.ts";

// By name, for experiment files and command lines
export {
  corruptedPlugin, countsPlugin, dirichletPlugin, iterVamlThreeStatesPlugin, lastOutcomePlugin,
  maximumLikelihoodThreeStatesPlugin, neighborhoodCountsPlugin, plugins,
} from "./plugins.ts";
export {
  aggregatedTablePlugin, exponentialFamilyPlugin, lowRankPlugin, simplexTablePlugin, softmaxTablePlugin,
} from "./class-plugins.ts";
export type { ClassPlugin } from "./class-plugins.ts";
export type { CorruptedPluginOptions, LearnerPlugin } from "./plugins.ts";
