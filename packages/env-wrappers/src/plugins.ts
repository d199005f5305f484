import { philox } from "@worldwise/math";
import type { Component, Dynamics, Environment, OptionField, Plugin } from "@worldwise/protocol";
import { choice, definePlugin, flag, integer, isComponent, list, number, optionSchema, part } from "@worldwise/protocol";
import { asEnvironment } from "@worldwise/rollout";
import { actionDelay } from "./action-delay.ts";
import { actionNoise } from "./action-noise.ts";
import { discretizeActions } from "./discretize-actions.ts";
import { discretizeObservations } from "./discretize-observations.ts";
import { distractors } from "./distractors.ts";
import { flatten } from "./flatten.ts";
import { frameStack } from "./frame-stack.ts";
import { normalize } from "./normalize.ts";
import { observationNoise } from "./observation-noise.ts";
import { rewardScale } from "./reward-scale.ts";
import { runningNormalization } from "./running-normalization.ts";
import { stepCost } from "./step-cost.ts";
import { stickyActions } from "./sticky-actions.ts";
import { switching } from "./switching.ts";
import { tabulate } from "./tabulate.ts";
import type { World } from "./world.ts";
import { isDynamics } from "./world.ts";

/** Dynamics pass for environments: whoever runs one makes an environment of it. A wrapper's component has the role of this one. */
const inner = part("environment", { description: "the world inside" },
  (value): value is Component & World => isComponent(value, "environment") || isComponent(value, "dynamics"));
const dynamics = (description: string): OptionField<Component & Dynamics> =>
  part("dynamics", { description }, (value): value is Component & Dynamics => isComponent(value, "dynamics"));
const probability = (value: number, description: string): OptionField<number> =>
  number({ description, default: value, minimum: 0, maximum: 1 });
const deviation = number({ description: "standard deviation of the noise in each dimension", default: 0.1, minimum: 0 });
const seed = (description: string): OptionField<number> => integer({ description, default: 0, minimum: 0 });
const numbers = (description: string): OptionField<readonly number[]> =>
  list(number({ description: "a number" }), { description, default: [] });
const counts = (description: string, value: number): OptionField<readonly number[]> =>
  list(integer({ description: "a count", minimum: 1 }), { description, default: [value], minItems: 1 });
const gridBounds = {
  low: numbers("where cells begin in each dimension; empty: bounds of the space"),
  high: numbers("where cells end in each dimension; empty: bounds of the space"),
};

/** One number for all dimensions, or one for each. */
const forAll = ([first = 1, ...others]: readonly number[]): number | readonly number[] =>
  (others.length === 0 ? first : [first, ...others]);
/** The options without the lists that say nothing. */
const given = <Lists extends Readonly<Record<string, readonly unknown[]>>>(lists: Lists): Partial<Lists> =>
  Object.fromEntries(Object.entries(lists).filter(([, entries]) => entries.length > 0)) as Partial<Lists>; // the same names

/** Every wrapper makes a component of the role that its inner world has: the type of a plugin does not say so. */
const asComponent = (wrapped: unknown): Component => wrapped as Component;

const disturbances: readonly Plugin[] = [
  definePlugin({
    role: "environment", name: "distractors", about: "Adds dimensions that move on their own and do not matter",
    options: optionSchema({
      inner, count: integer({ description: "dimensions added", default: 5, minimum: 1 }),
      kind: choice(["switching", "linear", "rotation", "noise"], {
        description: "how they move; switching is the published process", default: "switching",
      }),
      correlated: flag({ description: "whether the observation drives them too", default: false }),
      seed: seed("seed of the fixed matrices"),
    }),
    create: ({ inner: world, ...options }) => asComponent(distractors(world, options)),
  }),
  definePlugin({
    role: "environment", name: "observationNoise", about: "Shows observations through Gaussian noise",
    options: optionSchema({ inner, deviation }),
    create: ({ inner: world, ...options }) => asComponent(observationNoise(world, options)),
  }),
  definePlugin({
    role: "environment", name: "actionNoise", about: "Disturbs actions: Gaussian noise, or random ones now and then",
    options: optionSchema({ inner, deviation, probability: probability(0.1, "of a random action, where actions are finite") }),
    create: ({ inner: world, ...options }) => asComponent(actionNoise(world, options)),
  }),
  definePlugin({
    role: "environment", name: "stickyActions", about: "Repeats the last action now and then",
    options: optionSchema({ inner, probability: probability(0.25, "that the last action is taken once more") }),
    create: ({ inner: world, ...options }) => asComponent(stickyActions(world, options)),
  }),
  definePlugin({
    role: "environment", name: "actionDelay", about: "Lets actions arrive late",
    options: optionSchema({
      inner, steps: integer({ description: "steps from a choice to its effect", default: 1, minimum: 1 }),
      first: numbers("action until the first choice arrives; empty: zero, or action 0"),
      pendingSeen: flag({ description: "whether the agent sees the actions on their way", default: false }),
    }),
    create: ({ inner: world, first, ...options }) => asComponent(actionDelay(world, { ...options, ...given({ first }) })),
  }),
  definePlugin({
    role: "dynamics", name: "switching", about: "One world that becomes another as an episode goes on",
    options: optionSchema({
      inner: dynamics("the world at first"), then: dynamics("the world afterwards, of the same spaces"),
      at: integer({ description: "steps of an episode after which it changes", default: 100, minimum: 0 }),
    }),
    create: ({ inner: first, then, at }) => switching([first, then], { at: [at] }),
  }),
];

const rewards: readonly Plugin[] = [
  definePlugin({
    role: "environment", name: "rewardScale", about: "Scales, shifts and clips rewards",
    options: optionSchema({
      inner, scale: number({ description: "factor", default: 1 }),
      shift: number({ description: "added after scaling", default: 0 }),
      clip: numbers("low and high; empty: no clipping"),
    }),
    create: ({ inner: world, clip: [low = -Infinity, high = Infinity], ...options }) =>
      asComponent(rewardScale(world, { ...options, clip: [low, high] })),
  }),
  definePlugin({
    role: "environment", name: "stepCost", about: "Makes steps, and long actions, cost",
    options: optionSchema({
      inner, cost: number({ description: "of each step", default: 0 }),
      actionCost: number({ description: "of the squared length of an action", default: 0, minimum: 0 }),
    }),
    create: ({ inner: world, ...options }) => asComponent(stepCost(world, options)),
  }),
];

const forms: readonly Plugin[] = [
  definePlugin({
    role: "environment", name: "flatten", about: "Shows observations as rows of numbers, finite ones one-hot",
    options: optionSchema({ inner }),
    create: ({ inner: world }) => asComponent(flatten(world)),
  }),
  definePlugin({
    role: "environment", name: "frameStack", about: "Shows the last observations at once",
    options: optionSchema({ inner, frames: integer({ description: "how many", default: 4, minimum: 1 }) }),
    create: ({ inner: world, ...options }) => asComponent(frameStack(world, options)),
  }),
  definePlugin({
    role: "environment", name: "normalize", about: "Divides observations and rewards by given statistics",
    options: optionSchema({
      inner, mean: numbers("subtracted from observations; empty: 0"),
      deviation: numbers("observations are divided by it; empty: 1"),
      clip: number({ description: "largest absolute value of an observation; 0: none", default: 0, minimum: 0 }),
      rewardDeviation: number({ description: "rewards are divided by it", default: 1, exclusiveMinimum: 0 }),
    }),
    create: ({ inner: world, mean, deviation: spread, clip, rewardDeviation }) =>
      asComponent(normalize(world, {
        rewardDeviation, clip: clip === 0 ? Infinity : clip, ...given({ mean, deviation: spread }),
      })),
  }),
  definePlugin({
    role: "environment", name: "runningNormalization", about: "Divides observations and rewards by what it has seen so far",
    options: optionSchema({
      inner, rewards: flag({ description: "whether rewards are divided too", default: true }),
      clip: number({ description: "largest absolute value of an observation", default: 10, exclusiveMinimum: 0 }),
    }),
    create: ({ inner: world, ...options }) => asComponent(runningNormalization(environmentOf(world), options)),
  }),
];

const grids: readonly Plugin[] = [
  definePlugin({
    role: "environment", name: "discretizeObservations", about: "Shows the cell of a grid that an observation lies in",
    options: optionSchema({ inner, bins: counts("cells along each dimension; one number for all", 10), ...gridBounds }),
    create: ({ inner: world, bins, ...bounds }) =>
      asComponent(discretizeObservations(world, { bins: forAll(bins), ...given(bounds) })),
  }),
  definePlugin({
    role: "environment", name: "discretizeActions", about: "Offers finitely many levels of continuous actions",
    options: optionSchema({ inner, levels: counts("levels along each dimension; one number for all", 3) }),
    create: ({ inner: world, levels }) => asComponent(discretizeActions(world, { levels: forAll(levels) })),
  }),
  definePlugin({
    role: "dynamics", name: "tabulate", about: "A finite world, with its transition table, from cells of continuous states",
    options: optionSchema({
      inner: dynamics(
        "the world with continuous states",
      ), bins: counts("cells along each dimension; one number for all", 10), ...gridBounds,
      periodic: list(flag(
        { description: "whether it goes round" },
      ), { description: "which dimensions go round; empty: none", default: [] }),
      levels: counts("levels of continuous actions; one number for all dimensions", 3),
      samples: integer(
        { description: "steps tried from each cell with each action", default: 1, minimum: 1 },
      ), seed: seed("of all that is drawn"),
    }),
    create: ({ inner: world, bins, low, high, periodic, levels, ...options }) =>
      tabulate(world.action.kind === "discrete" ? world : discretizeActions<Dynamics>(world, { levels: forAll(levels) }),
        { ...options, bins: forAll(bins), ...given({ low, high, periodic }) }),
  }),
];

/** Every wrapper of this package by name, for files and command lines; `inner` names the world inside. */
export const plugins: readonly Plugin[] = [...disturbances, ...rewards, ...forms, ...grids];

function environmentOf(world: World): Environment {
  return isDynamics(world) ? asEnvironment(world, { source: philox, seed: 0 }) : world;
}
