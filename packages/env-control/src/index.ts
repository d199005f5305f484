/**
 * Classic control and its kin: carts, cars, pendulums, linear systems, equal to Gymnasium where it has them.
 *
 * @packageDocumentation
 */

// Gymnasium's
export { cartPole, cartPoleReward, cartPoleTermination } from "./cart-pole.ts";
export type { CartPoleOptions, DiscreteCartPoleOptions } from "./cart-pole.ts";
export { mountainCar, mountainCarReward, mountainCarTermination } from "./mountain-car.ts";
export type { MountainCarOptions } from "./mountain-car.ts";
export {
  mountainCarContinuous, mountainCarContinuousReward, mountainCarContinuousTermination,
} from "./mountain-car-continuous.ts";
export type { MountainCarContinuousOptions } from "./mountain-car-continuous.ts";
export { pendulum, pendulumObservedReward, pendulumReward, pendulumTermination } from "./pendulum.ts";
export type { PendulumOptions } from "./pendulum.ts";
export {
  acrobot, acrobotObservedReward, acrobotObservedTermination, acrobotReward, acrobotTermination,
} from "./acrobot.ts";
export type { AcrobotOptions } from "./acrobot.ts";
export type { NumberPromotion } from "./number-promotion.ts";

// More carts
export { continuousCartPole } from "./cart-pole.ts";
export { cartPoleSwingUp } from "./cart-pole-swing-up.ts";
export type { CartPoleSwingUpOptions } from "./cart-pole-swing-up.ts";

// With a known optimum
export { linearQuadratic } from "./linear-quadratic.ts";
export type { LinearQuadraticOptimum, LinearQuadraticOptions, LinearQuadraticWorld } from "./linear-quadratic.ts";
export { solveRiccati } from "./riccati.ts";
export type { LinearQuadraticProblem, RiccatiOptions, RiccatiSolution } from "./riccati.ts";
export type { Matrix } from "./matrix.ts";
export { optimalReplacement, replacementOptimum } from "./optimal-replacement.ts";
export type { OptimalReplacementOptions, OptimalReplacementWorld, ReplacementOptimum } from "./optimal-replacement.ts";

// From the literature on values and fitted iteration
export { puddleWorld } from "./puddle-world.ts";
export type { PuddleWorldOptions } from "./puddle-world.ts";
export { carOnTheHill, carOnTheHillReward, carOnTheHillTermination } from "./car-on-the-hill.ts";
export type { CarOnTheHillOptions } from "./car-on-the-hill.ts";

// Data for model learning
export { independentStates } from "./independent-states.ts";
export type { IndependentStatesOptions } from "./independent-states.ts";

// Worlds of your own
export { controlWorld } from "./control-world.ts";
export type { ControlDefinition, ControlWorld } from "./control-world.ts";

// By name, for files and command lines
export { plugins } from "./plugins.ts";
