/**
 * Linear models: expectations, Gaussians, mixtures, and regression on values.
 *
 * @packageDocumentation
 */

// Linear expectation models of features
export { linearExpectation } from "./expectation/linear-expectation.ts";
export type {
  LinearExpectationLearner, LinearExpectationOptions, LinearExpectationState,
} from "./expectation/linear-expectation.ts";
export { addMoment, linearMoments, momentsOfChain } from "./expectation/moments.ts";
export type { FeatureChain, LinearMoments } from "./expectation/moments.ts";
export { fitLinearModel, lstdFixedPoint, modelFixedPoint, parrIdentity } from "./expectation/fixed-points.ts";
export type { FittedModel, FixedPoint, ParrIdentity } from "./expectation/fixed-points.ts";
export { linearStability, spectralRadius } from "./expectation/stability.ts";
export type { LinearStability } from "./expectation/stability.ts";
export type { SymmetricOutcome } from "./symmetric-solver.ts";

// Linear-Gaussian models of real vectors
export { linearGaussian } from "./gaussian/linear-gaussian.ts";
export type { LinearGaussianLearner, LinearGaussianOptions, LinearGaussianState } from "./gaussian/linear-gaussian.ts";
export { diagonalGaussian } from "./gaussian/diagonal-gaussian.ts";
export type { DiagonalGaussian, DiagonalGaussianOptions, DiagonalGaussianParameters } from "./gaussian/diagonal-gaussian.ts";

// Bayes
export { bayesianLinearRegression } from "./bayes/bayesian-linear-regression.ts";
export type {
  BayesianLinearRegression, BayesianRegressionOptions, BayesianRegressionState, NoiseBelief, Prediction,
} from "./bayes/bayesian-linear-regression.ts";
export { linearRewards, normalGammaRewards } from "./bayes/reward-belief.ts";
export type {
  LinearRewardOptions, LinearRewardState, NormalGammaOptions, NormalGammaState, RewardBelief,
} from "./bayes/reward-belief.ts";
export { bayesianRewards } from "./bayes/bayesian-rewards.ts";
export type { BayesianRewards, BayesianRewardsState, PosteriorLearner } from "./bayes/bayesian-rewards.ts";

// Mixtures of models
export { linearMixture } from "./mixture/linear-mixture.ts";
export type { LinearMixtureOptions, LinearMixtureState } from "./mixture/linear-mixture.ts";
export { modelBasis, tabularBasis } from "./mixture/mixture-basis.ts";
export type { MixtureBasis } from "./mixture/mixture-basis.ts";

// Regression on values, optimism, regret
export { valueTargetedRegression } from "./value-targeted/value-targeted-regression.ts";
export type {
  ValueTargetedOptions, ValueTargetedRegression, ValueTargetedState,
} from "./value-targeted/value-targeted-regression.ts";
export { confidenceRadius, isWithin, valueRegression } from "./value-targeted/value-regression.ts";
export type {
  ConfidenceOptions, ValueEstimate, ValueRegression, ValueRegressionState,
} from "./value-targeted/value-regression.ts";
export { egFrequency, egVtr, ucMatrixRl, ucrlVtr } from "./value-targeted/strategies.ts";
export type { EpisodicStrategy, OptimisticOptions, RandomOptions, StrategyOptions } from "./value-targeted/strategies.ts";
export type { FrequencyState } from "./value-targeted/outcome-frequencies.ts";
export { finiteHorizonRegret } from "./value-targeted/finite-horizon-regret.ts";
export type { RegretCurve, RegretOptions } from "./value-targeted/finite-horizon-regret.ts";
export { backwardInduction, stageTables, trueBackup, trueReturn } from "./value-targeted/backward-induction.ts";
export type { Backup, StageTables } from "./value-targeted/backward-induction.ts";

// The model whose plan is best
export { bestReturnSearch, returnOfPlan } from "./search/best-return-search.ts";
export type { BestReturnOptions, BestReturnResult } from "./search/best-return-search.ts";

// By name, for experiment files and command lines
export {
  diagonalGaussianPlugin, linearExpectationPlugin, linearGaussianPlugin, normalGammaRewardsPlugin, plugins, valueTargetedRegressionPlugin,
} from "./plugins.ts";
export type {
  LinearExpectationPluginOptions, LinearGaussianPluginOptions, NormalGammaRewardsPluginOptions, ValueTargetedPluginOptions,
} from "./plugins.ts";
