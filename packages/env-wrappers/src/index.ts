/**
 * Wrappers of environments: distractors, noise, delays, stacking, discretization, recording.
 *
 * @packageDocumentation
 */

// What does not matter, and what cannot be seen well
export { distractors } from "./distractors.ts";
export { distractorProcess } from "./distractor-process.ts";
export type { DistractorKind, DistractorOptions, DistractorProcess } from "./distractor-process.ts";
export { observationNoise } from "./observation-noise.ts";
export type { ObservationNoiseOptions } from "./observation-noise.ts";

// Actions that do not do what they should
export { actionNoise } from "./action-noise.ts";
export type { ActionNoiseOptions } from "./action-noise.ts";
export { stickyActions } from "./sticky-actions.ts";
export type { StickyActionsOptions } from "./sticky-actions.ts";
export { actionDelay } from "./action-delay.ts";
export type { ActionDelayOptions } from "./action-delay.ts";

// Rewards
export { rewardScale } from "./reward-scale.ts";
export type { RewardScaleOptions } from "./reward-scale.ts";
export { stepCost } from "./step-cost.ts";
export type { StepCostOptions } from "./step-cost.ts";

// Other forms of the same observations and actions
export { flatten } from "./flatten.ts";
export { frameStack } from "./frame-stack.ts";
export type { FrameStackOptions } from "./frame-stack.ts";
export { normalize } from "./normalize.ts";
export type { NormalizeOptions } from "./normalize.ts";
export { discretizeObservations } from "./discretize-observations.ts";
export { discretizeActions } from "./discretize-actions.ts";
export type { DiscretizeActionsOptions } from "./discretize-actions.ts";

// What an environment finds out and keeps
export { runningNormalization } from "./running-normalization.ts";
export type { Normalizing, RunningNormalizationOptions } from "./running-normalization.ts";
export { deviationOf, returnDeviationOf, runningStatistics } from "./running-statistics.ts";
export type { RunningStatistics } from "./running-statistics.ts";
export { record } from "./record.ts";
export type { Recorded, TransitionSink } from "./record.ts";

// Worlds that change
export { switching } from "./switching.ts";
export type { Schedule } from "./schedule.ts";

// Finite worlds from boxes
export { tabulate } from "./tabulate.ts";
export type { TabulatedWorld, TabulateOptions } from "./tabulate.ts";
export { boxGrid } from "./box-grid.ts";
export type { BoxGrid, BoxGridOptions } from "./box-grid.ts";
export type { GridOptions } from "./grid-of.ts";

// Wrappers of your own
export { wrap } from "./wrap.ts";
export type { WrapperDefinition, WrapperLane } from "./wrapper-definition.ts";
export type {
  ActionOf, JointState, ObservationOf, StateOf, World, Wrapped, WrappedDynamics, WrappedEnvironment,
} from "./world.ts";
export type { RealBox } from "./real-box.ts";

// By name, for files and command lines
export { plugins } from "./plugins.ts";
