/**
 * Losses for model learners: likelihood and the decision-aware family.
 *
 * @packageDocumentation
 */

// What came, and what was paid
export { maximumLikelihood } from "./maximum-likelihood.ts";
export { squaredReward } from "./squared-reward.ts";
export { weightedLikelihood } from "./weighted-likelihood.ts";
export { multiStep } from "./multi-step.ts";
export type { MultiStepLoss, MultiStepOptions } from "./multi-step.ts";
export type { WindowColumn } from "./multi-step-window.ts";
export { gampsWeights } from "./gamps-weights.ts";
export type { GampsColumn } from "./gamps-weights.ts";

// What a class of value functions can tell apart
export { vaml } from "./vaml.ts";
export type { ValueFeatures, VamlOptions } from "./vaml.ts";
export { bumps } from "./bumps.ts";
export type { BumpOptions } from "./bumps.ts";
export { supremum } from "./norms.ts";
export type { ParameterNorm } from "./norms.ts";
export { gaussianKernel, kernelVaml } from "./kernel-vaml.ts";
export type { KernelVamlOptions } from "./kernel-vaml.ts";
export { lipschitzVaml } from "./lipschitz-vaml.ts";
export type { LipschitzVamlOptions } from "./lipschitz-vaml.ts";
export { boundedVaml } from "./bounded-vaml.ts";

// What the planner's value function can tell apart
export { iterVaml } from "./iter-vaml.ts";
export { calibratedVaml, expectedSampledVaml, sampledValueError } from "./calibrated-vaml.ts";
export type { CalibratedVamlOptions } from "./calibrated-vaml.ts";
export { vagram } from "./vagram.ts";
export { optimalModelDesign } from "./optimal-model-design.ts";
export type { OptimalModelDesignOptions } from "./optimal-model-design.ts";

// What changes a policy gradient
export { paml } from "./paml.ts";
export type { PamlOptions } from "./paml.ts";
export { fixedCriticPaml, fullPaml } from "./exact-paml.ts";
export type { ExactPamlOptions } from "./exact-paml.ts";
export { policyGradient } from "./policy-gradient.ts";
export type { PolicyGradientInputs, PolicyTable } from "./policy-gradient.ts";

// What policies and values are worth
export { valueEquivalence } from "./value-equivalence.ts";
export { nStepValueEquivalence } from "./n-step-value-equivalence.ts";
export type { NStepValueEquivalenceOptions } from "./n-step-value-equivalence.ts";
export { properValueEquivalence } from "./proper-value-equivalence.ts";
export { constantPolicies, randomPolicies } from "./policies.ts";
export type { Policies } from "./policies.ts";
export { distributionalEquivalence, predictedOutcomes, recordedOutcomes } from "./distributional-equivalence.ts";
export type { DistributionalEquivalenceOptions } from "./distributional-equivalence.ts";
export { momentBackup, returnMoments } from "./return-moments.ts";
export type { OutcomeMoments } from "./return-moments.ts";

// Risk
export { conditionalValueAtRisk, entropicRisk, expectedReturn, meanVariance } from "./risk-measures.ts";
export type { ReturnLaw, RiskMeasure } from "./risk-measures.ts";
export { returnLaw, riskGreedyAction } from "./return-law.ts";

// Finite worlds inside traced programs
export { discountedVisits, policyValue, recordedRows, sizeOf } from "./finite-rows.ts";
export type { FiniteRows, FiniteSize, RecordedRows } from "./finite-rows.ts";
export { linearSolve } from "./linear-solve.ts";

// By name, for experiment files and command lines
export { plugins } from "./plugins.ts";
export type { LossPlugin } from "./plugins.ts";
