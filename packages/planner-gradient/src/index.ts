/**
 * Policy gradients, natural gradients and trust regions for softmax policies.
 *
 * @packageDocumentation
 */

// From an explicit MDP, exactly
export { exactPolicyGradient, exactPolicyGradientPlugin } from "./exact-policy-gradient.ts";
export type { ExactPolicyGradientOptions } from "./exact-policy-gradient.ts";
export { exactNaturalPolicyGradient, exactNaturalPolicyGradientPlugin } from "./exact-natural-policy-gradient.ts";
export type { ExactNaturalPolicyGradientOptions } from "./exact-natural-policy-gradient.ts";
export { exactTrustRegion, exactTrustRegionPlugin } from "./exact-trust-region.ts";
export type { ExactTrustRegionOptions } from "./exact-trust-region.ts";
export type { ExactPlanner, ExactPlannerOptions, ExactPlannerState } from "./exact-planner.ts";
export type { ExactWord } from "./exact-decision.ts";

// From trajectories: real, imagined or recorded
export { reinforce, reinforcePlugin } from "./reinforce.ts";
export type { ReinforceOptions } from "./reinforce.ts";
export { naturalPolicyGradient, naturalPolicyGradientPlugin } from "./natural-policy-gradient.ts";
export type { NaturalPolicyGradientOptions } from "./natural-policy-gradient.ts";
export { trustRegionPolicyOptimization, trustRegionPolicyOptimizationPlugin } from "./trust-region-policy-optimization.ts";
export type { TrustRegionPolicyOptimizationOptions } from "./trust-region-policy-optimization.ts";
export type { NeedOf, SampledPlanner } from "./sampled-planner.ts";
export type { ExperienceSource, SampledPlannerOptions } from "./sampled-options.ts";
export type { SampledState } from "./sampled-state.ts";
export type { SampledWord } from "./sampled-decision.ts";
export type { AdvantageOptions } from "./advantages.ts";
export type { ActorAndCritic } from "./critic.ts";
export type { Trajectories } from "./trajectories.ts";
export type { VisitedStates } from "./visited-states.ts";

// Policies and what they are linear in
export { linearFeatures, tableFeatures } from "./action-features.ts";
export type { ActionFeatures } from "./action-features.ts";
export { featureTable } from "./state-features.ts";
export type { StateFeatures } from "./state-features.ts";
export { polynomialFeatures } from "./polynomial-features.ts";
export { softmaxProbabilities } from "./softmax.ts";
export { softmaxPolicy, tracedSoftmaxPolicy } from "./softmax-policy.ts";
export type { FeatureWeights, Judged } from "./softmax-policy.ts";
export type { PolicyOptions, PolynomialOptions } from "./feature-options.ts";
export type { FiniteProblem, GradientProblem } from "./gradient-problem.ts";

// The mathematics, for planners and losses of your own
export { effectiveHorizon, exactEvaluation, performance } from "./exact-evaluation.ts";
export type { EvaluationOutcome, ExactEvaluation, PolicyFacts } from "./exact-evaluation.ts";
export { exactGradient } from "./exact-gradient.ts";
export type { ExactGradient } from "./exact-gradient.ts";
export { improvementBound } from "./improvement-bound.ts";
export type { ImprovementBound } from "./improvement-bound.ts";
export { policyGeometry } from "./weighted-states.ts";
export type { PolicyGeometry, WeightedStates } from "./weighted-states.ts";
export { naturalDirection } from "./natural-direction.ts";
export type { NaturalDirection, SolveOptions } from "./natural-direction.ts";
export { trustRegionStep } from "./trust-region.ts";
export type { TrustRegionOptions, TrustRegionTrial } from "./trust-region.ts";

// By name
export { plugins } from "./plugins.ts";
