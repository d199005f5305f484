/**
 * Fitted value and action-value iteration with trees, kernels, averagers and linear features.
 *
 * @packageDocumentation
 */

// Planners
export { fittedQ } from "./planners/fitted-q.ts";
export type { FittedQ, FittedQOptions, FittedQState } from "./planners/fitted-q.ts";
export { fittedValueIteration } from "./planners/fitted-value-iteration.ts";
export type {
  BaseNeed, BaseSource, FittedValueIteration, FittedValueIterationOptions, FittedValueIterationState,
} from "./planners/fitted-value-iteration.ts";
export { boostedFittedQ } from "./planners/boosted-fitted-q.ts";
export type { BoostedFittedQ, BoostedFittedQOptions, BoostedFittedQState } from "./planners/boosted-fitted-q.ts";
export { valuePursuitIteration } from "./planners/value-pursuit-iteration.ts";
export type { ValuePursuit, ValuePursuitOptions } from "./planners/value-pursuit-iteration.ts";
export type { PursuitState } from "./planners/dictionary.ts";
export { lstd } from "./planners/lstd.ts";
export type { Lstd, LstdOptions, LstdState } from "./planners/lstd.ts";
export { lspi } from "./planners/lspi.ts";
export type { Lspi, LspiOptions } from "./planners/lspi.ts";
export type { FittedOptions } from "./planners/fitted-options.ts";
export type { FittedProblem } from "./planners/fitted-problem.ts";
export type { FittedWord } from "./planners/greedy-faces.ts";
export type { SampleNeed, SampleSource, SamplingOptions } from "./planners/sampling.ts";

// Linear Dyna, which plans in a linear model of features
export { linearDynaPlanner } from "./linear-dyna/linear-dyna-planner.ts";
export type {
  LinearDynaOptions, LinearDynaPlanner, LinearDynaState, LinearDynaVariant,
} from "./linear-dyna/linear-dyna-planner.ts";
export { linearDynaPlugin } from "./linear-dyna/plugin.ts";
export type { LinearDynaPluginOptions } from "./linear-dyna/plugin.ts";

// Regressors: how they generalize
export { extraTrees } from "./regression/extra-trees.ts";
export type { ExtraTreesOptions, ForestState } from "./regression/extra-trees.ts";
export { nearestNeighbors } from "./regression/nearest-neighbors.ts";
export type { NearestNeighborsOptions } from "./regression/nearest-neighbors.ts";
export { kernelSmoothing } from "./regression/kernel-smoothing.ts";
export type { KernelSmoothingOptions } from "./regression/kernel-smoothing.ts";
export { aggregation } from "./regression/aggregation.ts";
export type { AggregationOptions, AggregationState } from "./regression/aggregation.ts";
export { linearRegression } from "./regression/linear-regression.ts";
export type { LinearRegressionOptions, LinearState } from "./regression/linear-regression.ts";
export { kernelRidge } from "./regression/kernel-ridge.ts";
export type { KernelRidgeOptions } from "./regression/kernel-ridge.ts";
export { matchingPursuit } from "./regression/matching-pursuit.ts";
export type { MatchingPursuitOptions, MatchingPursuitResult } from "./regression/matching-pursuit.ts";
export type { SampleMemory } from "./regression/sample-memory.ts";
export type { Regression, RegressionShape, Regressor, Samples } from "./regression/regressor.ts";

// By name
export { plugins } from "./plugins/plugins.ts";
