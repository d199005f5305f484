/**
 * Distances, bounds and model-error measures of decision-aware model learning, with both sides of every inequality.
 *
 * @packageDocumentation
 */

// Distances of distributions
export { halfL1, kl, l1, pinskerRadius } from "./divergences.ts";
export { empiricalDistribution } from "./distribution.ts";
export { empiricalWassersteinOnLine, lipschitzWitness, wasserstein, wassersteinOnLine } from "./wasserstein.ts";
export type { GroundDistance } from "./wasserstein.ts";
export { optimalTransport } from "./optimal-transport.ts";
export type { Transport } from "./optimal-transport.ts";

// Integral probability metrics
export { boundedBall, finiteClass, linearBall, lipschitzBall, rkhsBall } from "./function-classes.ts";
export type { BallNorm, FunctionClass, Supremum } from "./function-classes.ts";
export { biasedSquaredMmd, maximumMeanDiscrepancy, unbiasedSquaredMmd } from "./maximum-mean-discrepancy.ts";
export {
  absoluteDistance, euclideanDistance, gaussianKernel, laplaceKernel, medianDistance, polynomialKernel,
} from "./kernels.ts";
export type { Kernel, Point } from "./kernels.ts";
export { distanceMatrix, featureMatrix, gramMatrix, pooledSamples } from "./pooled-samples.ts";
export type { PooledSamples } from "./pooled-samples.ts";

// Exact quantities of a finite MDP
export { optimalValues, policyValues } from "./exact-values.ts";
export type { OptimalValues, PolicyValues } from "./exact-values.ts";
export { resolvent } from "./resolvent.ts";
export type { Resolvent } from "./resolvent.ts";
export { occupancy, stateDistributions } from "./occupancy.ts";
export type { Occupancy } from "./occupancy.ts";
export { outcomeDistribution } from "./mdp-rows.ts";
export { policyGradient, softmaxScore } from "./policy-gradient.ts";
export type { PolicyGradientOptions, PolicyScore } from "./policy-gradient.ts";
export { momentEquivalenceError, returnMoments } from "./return-moments.ts";
export type { ReturnMoments } from "./return-moments.ts";
export { conditionalValueAtRisk, returnDistribution } from "./return-distribution.ts";
export type { ReturnDistribution } from "./return-distribution.ts";

// Identities
export { policyLossTerms, simulationLemma } from "./simulation-lemma.ts";
export type { ErrorIdentity, PolicyLossTerms, SimulationLemma } from "./simulation-lemma.ts";

// Bounds, with both sides
export { bound, holds } from "./bound.ts";
export type { Bound, BoundChain, VectorBound } from "./bound.ts";
export { policyLossBounds, valueErrorBounds } from "./value-error-bounds.ts";
export type { PolicyLossBoundName, PolicyLossBounds, ValueErrorBoundName } from "./value-error-bounds.ts";
export { likelihoodBounds } from "./likelihood-bounds.ts";
export type { LikelihoodBounds } from "./likelihood-bounds.ts";
export { distributionDrift, occupancyDrift } from "./distribution-drift.ts";
export type { DriftBoundName } from "./distribution-drift.ts";
export { policyGradientBounds } from "./policy-gradient-bounds.ts";
export type { PolicyGradientBoundName, PolicyGradientBoundOptions, PolicyGradientBounds } from "./policy-gradient-bounds.ts";
export {
  approximateValueIterationBound, iteratedModelBound, modelValueIteration, stoppingRuleBound,
} from "./value-iteration-bounds.ts";
export type { ModelIterates } from "./value-iteration-bounds.ts";
export { hallucinatedBounds } from "./hallucinated-bounds.ts";
export type { HallucinatedBounds } from "./hallucinated-bounds.ts";
export { policyImprovementBounds } from "./policy-improvement-bounds.ts";
export type { PolicyImprovementBounds } from "./policy-improvement-bounds.ts";
export {
  operatorSplittingContraction, operatorSplittingControlBound, operatorSplittingEvaluationBound, operatorSplittingStep,
} from "./operator-splitting-bounds.ts";
export type { OperatorSplittingContraction } from "./operator-splitting-bounds.ts";

// Measured, not bounded
export { studentCentralProbability } from "./student.ts";
export { convergenceRate } from "./convergence-rate.ts";
export type { ConvergenceRate } from "./convergence-rate.ts";
export { modelErrorReport } from "./model-error-report.ts";
export type { ErrorSummaries, ErrorSummary, GradientErrors, ModelErrorOptions, ModelErrorReport } from "./model-error-report.ts";
export { gradientErrorShares, pairErrors } from "./model-errors.ts";
export type { PairErrors } from "./model-errors.ts";
