/**
 * Model learners trained by gradients: model class, loss and optimizer in one traced step.
 *
 * @packageDocumentation
 */

// The learner
export { gradientLearner } from "./gradient-learner.ts";
export type { DerivedColumn, GradientNeed, GradientParts } from "./parts.ts";
export type { Batches, GradientLearnerOptions } from "./options.ts";
export type { GradientState } from "./gradient-state.ts";

// By name
export { gradientLearnerPlugin, type GradientLearnerPluginOptions, noLoss, noLossPlugin, plugins } from "./plugins.ts";
