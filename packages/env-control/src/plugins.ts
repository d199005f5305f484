import type { OptionField, Plugin } from "@worldwise/protocol";
import { choice, definePlugin, integer, list, number, optionSchema } from "@worldwise/protocol";
import { acrobot } from "./acrobot.ts";
import { carOnTheHill } from "./car-on-the-hill.ts";
import { cartPoleSwingUp } from "./cart-pole-swing-up.ts";
import { cartPole, continuousCartPole } from "./cart-pole.ts";
import { independentStates } from "./independent-states.ts";
import { linearQuadratic } from "./linear-quadratic.ts";
import { mountainCarContinuous } from "./mountain-car-continuous.ts";
import { mountainCar } from "./mountain-car.ts";
import type { NumberPromotion } from "./number-promotion.ts";
import { optimalReplacement } from "./optimal-replacement.ts";
import { pendulum } from "./pendulum.ts";
import { puddleWorld } from "./puddle-world.ts";

const discount = (value: number): OptionField<number> => number({ description: "γ", default: value, minimum: 0, maximum: 1 });
const startBounds: OptionField<readonly number[]> = list(number({ description: "a bound" }), {
  description: "low and high of each number of the first state", default: [-0.05, 0.05], minItems: 2,
});
const promotion: OptionField<NumberPromotion> = choice(["numpy-1", "numpy-2"], {
  description: "whose rules for float32 meeting float64", default: "numpy-1",
});
const matrix = (description: string, value: readonly (readonly number[])[]): OptionField<readonly (readonly number[])[]> =>
  list(list(number({ description: "an entry" }), { description: "a row" }), { description, default: value, minItems: 1 });

const gymnasium: readonly Plugin[] = [
  definePlugin({
    role: "dynamics", name: "cartPole", about: "Keep a pole upright on a cart (Gymnasium's CartPole-v0 and v1)",
    options: optionSchema({
      version: choice(["v0", "v1"], { description: "customary limit of 200 or 500 steps", default: "v1" }),
      rewards: choice(["alive", "failure"], { description: "1 at every step, or −1 on falling", default: "alive" }),
      start: startBounds, discount: discount(0.99),
    }),
    create: ({ start: [low = -0.05, high = 0.05], ...options }) => cartPole({ ...options, start: [low, high] }),
  }),
  definePlugin({
    role: "dynamics", name: "mountainCar", about: "Swing back to get up a hill (Gymnasium's MountainCar-v0)",
    options: optionSchema({ discount: discount(1) }), create: (options) => mountainCar(options),
  }),
  definePlugin({
    role: "dynamics", name: "mountainCarContinuous", about: "With pushes that cost (Gymnasium's MountainCarContinuous-v0)",
    options: optionSchema({ promotion, discount: discount(0.99) }), create: (options) => mountainCarContinuous(options),
  }),
  definePlugin({
    role: "dynamics", name: "pendulum", about: "Swing a pendulum up and hold it (Gymnasium's Pendulum-v1)",
    options: optionSchema({
      gravity: number({ description: "acceleration in m/s²", default: 10, exclusiveMinimum: 0 }), promotion,
      discount: discount(0.99),
    }),
    create: (options) => pendulum(options),
  }),
  definePlugin({
    role: "dynamics", name: "acrobot", about: "Swing two links up by the joint between them (Gymnasium's Acrobot-v1)",
    options: optionSchema({ discount: discount(1) }), create: (options) => acrobot(options),
  }),
];

const carts: readonly Plugin[] = [
  definePlugin({
    role: "dynamics", name: "continuousCartPole", about: "CartPole with a force of one's own choice",
    options: optionSchema({ start: startBounds, discount: discount(0.99) }),
    create: ({ start: [low = -0.05, high = 0.05], ...options }) => continuousCartPole({ ...options, start: [low, high] }),
  }),
  definePlugin({
    role: "dynamics", name: "cartPoleSwingUp", about: "Swing a pole up on a cart and hold it (bsuite)",
    options: optionSchema({
      height: number({ description: "cos θ above which the pole is up", default: 0.5, minimum: -1, maximum: 1 }),
      reach: number({ description: "distance from the middle within which it pays", default: 1, minimum: 0 }),
      moveCost: number({ description: "cost of a push", default: 0.1, minimum: 0 }), discount: discount(0.99),
    }),
    create: (options) => cartPoleSwingUp(options),
  }),
];

const literature: readonly Plugin[] = [
  definePlugin({
    role: "dynamics", name: "linearQuadratic", about: "Linear dynamics, quadratic costs, and the exact optimum (LQR)",
    options: optionSchema({
      transition: matrix("A", [[1, 0.1], [0, 1]]), control: matrix("B", [[0], [0.1]]),
      stateCost: matrix("Q, symmetric", [[1, 0], [0, 1]]), actionCost: matrix("R, symmetric, positive definite", [[0.1]]),
      noise: list(number({ description: "a standard deviation", minimum: 0 }), {
        description: "of each dimension; empty: no noise", default: [],
      }),
      spread: number({ description: "first states lie in [−spread, spread)", default: 1, minimum: 0 }), discount: discount(0.95),
    }),
    create: (options) => linearQuadratic(options),
  }),
  definePlugin({
    role: "dynamics", name: "puddleWorld", about: "Across a square, around two puddles",
    options: optionSchema({
      noise: number({ description: "standard deviation in each coordinate", default: 0.01, minimum: 0 }),
      depth: choice(["sum", "deepest"], { description: "what counts where puddles overlap", default: "sum" }),
      discount: discount(1),
    }),
    create: (options) => puddleWorld(options),
  }),
  definePlugin({
    role: "dynamics", name: "carOnTheHill", about: "Up a hill, neither too fast nor off to the left: fitted Q-iteration",
    options: optionSchema({
      start: choice(["rest", "uniform"], { description: "at rest in the valley, or anywhere", default: "rest" }),
      discount: discount(0.95),
    }),
    create: (options) => carOnTheHill(options),
  }),
  definePlugin({
    role: "dynamics", name: "optimalReplacement", about: "When to replace a machine that wears: a closed form is known",
    options: optionSchema({
      upkeep: number({ description: "cost of a step for each unit of wear", default: 4, exclusiveMinimum: 0 }),
      price: number({ description: "cost of a new machine", default: 30, exclusiveMinimum: 0 }),
      wearRate: number({ description: "1 / mean growth of the wear in a step", default: 0.5, exclusiveMinimum: 0 }),
      discount: number({ description: "γ, below 1", default: 0.6, exclusiveMinimum: 0, maximum: 1 }),
    }),
    create: (options) => optimalReplacement(options),
  }),
];

const data: readonly Plugin[] = [
  definePlugin({
    role: "dynamics", name: "independentStates", about: "States that nothing influences: data for model learning",
    options: optionSchema({
      law: choice(["gaussian", "exponential"], { description: "of every number, with mean and variance 1", default: "gaussian" }),
      dimensions: integer({ description: "numbers of a state", default: 10, minimum: 1 }), discount: discount(0.9),
    }),
    create: (options) => independentStates(options),
  }),
];

/** Every world of this package by name, for files and command lines. */
export const plugins: readonly Plugin[] = [...gymnasium, ...carts, ...literature, ...data];
