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
