/**
 * MuJoCo's classic locomotion and balancing tasks, equal to Gymnasium's version 5.
 *
 * @packageDocumentation
 */

// Running, hopping, swimming
export { hopper, hopperReward, hopperTermination } from "./hopper.ts";
export type { HopperOptions } from "./hopper.ts";
export { walker2d, walker2dReward, walker2dTermination } from "./walker2d.ts";
export type { Walker2dOptions } from "./walker2d.ts";
export type { UprightRunnerInfo, UprightRunnerOptions } from "./upright-runner.ts";
export { halfCheetah, halfCheetahReward, halfCheetahTermination } from "./half-cheetah.ts";
export type { HalfCheetahInfo, HalfCheetahOptions } from "./half-cheetah.ts";
export { ant, antReward, antTermination } from "./ant.ts";
export type { AntInfo } from "./ant-task.ts";
export type { AntOptions } from "./ant-options.ts";
export { swimmer } from "./swimmer.ts";
export type { SwimmerInfo, SwimmerOptions } from "./swimmer.ts";

// Reaching, balancing
export { reacher, reacherReward, reacherTermination } from "./reacher.ts";
export type { ReacherInfo, ReacherOptions } from "./reacher.ts";
export { invertedPendulum, invertedPendulumReward, invertedPendulumTermination } from "./inverted-pendulum.ts";
export type { InvertedPendulumInfo, InvertedPendulumOptions } from "./inverted-pendulum.ts";
export { invertedDoublePendulum } from "./inverted-double-pendulum.ts";
export type { InvertedDoublePendulumInfo, InvertedDoublePendulumOptions } from "./inverted-double-pendulum.ts";

// What they have in common
export type { MujocoWorld, PhysicsFacts } from "./mujoco-world.ts";
export type { MujocoOptions, ControlCostOptions } from "./mujoco-options.ts";
export type { ContactMargins } from "./contact-margins.ts";
export type { NumberPromotion } from "./number-promotion.ts";
export type { Interval } from "./check-options.ts";
export type { WithObservedTask } from "./observed-task.ts";

// By name, for files and command lines
export { plugins } from "./plugins.ts";
