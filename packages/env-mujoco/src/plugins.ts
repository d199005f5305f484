import type { OptionField, Plugin } from "@worldwise/protocol";
import { choice, definePlugin, flag, integer, list, number, optionSchema } from "@worldwise/protocol";
import { ant } from "./ant.ts";
import type { Interval } from "./check-options.ts";
import type { ContactMargins } from "./contact-margins.ts";
import { halfCheetah } from "./half-cheetah.ts";
import { hopper } from "./hopper.ts";
import { invertedDoublePendulum } from "./inverted-double-pendulum.ts";
import { invertedPendulum } from "./inverted-pendulum.ts";
import type { NumberPromotion } from "./number-promotion.ts";
import { reacher } from "./reacher.ts";
import { swimmer } from "./swimmer.ts";
import { walker2d } from "./walker2d.ts";

const common = (frameSkip: number) => ({
  frameSkip: integer({ description: "steps of the engine in a step", default: frameSkip, minimum: 1 }),
  discount: number({ description: "γ", default: 0.99, minimum: 0, maximum: 1 }),
  seed: integer({ description: "of the stream until a reset brings another", default: 0, minimum: 0 }),
});
const weight = (description: string, value: number): OptionField<number> => number({ description, default: value });
const noise = (scale: number): OptionField<number> =>
  number({ description: "scale of the noise on the first state", default: scale, minimum: 0 });
const promotion: OptionField<NumberPromotion> = choice(["float64", "numpy-1", "numpy-2"], {
  description: "how squares of float32 actions are added up", default: "float64",
});
const margins: OptionField<ContactMargins> = choice(["published", "3.9"], {
  description: "contact margins as up to MuJoCo 3.8, or as since 3.9", default: "published",
});
const excludePositions: OptionField<boolean> = flag({ description: "whether the place stays hidden", default: true });
/** JSON has no infinities, so a bound that is left out is one. */
const range = (what: string, bounds: readonly number[]): OptionField<readonly number[]> =>
  list(number({ description: "a bound" }), {
    description: `${what}: low, and high where there is one`, default: bounds, minItems: 1,
  });
const bounded = ([low = -Infinity, high = Infinity]: readonly number[]): Interval => [low, high];

const moving = (frameSkip: number, controlCost: number, scale: number) => ({
  ...common(frameSkip), promotion, excludePositions,
  forwardRewardWeight: weight("of the forward velocity", 1), controlCostWeight: weight("of the squared actions", controlCost),
  resetNoiseScale: noise(scale),
});
const healthy = (heights: readonly number[]) => ({
  healthyReward: weight("for every healthy step", 1),
  terminateWhenUnhealthy: flag({ description: "whether it ends when it is not healthy", default: true }),
  healthyHeights: range("heights of the torso at which it is healthy", heights),
});
const angles = (bounds: readonly number[]): OptionField<readonly number[]> =>
  range("angles of the torso at which it is healthy", bounds);

const runners: readonly Plugin[] = [
  definePlugin({
    role: "environment", name: "hopper", about: "Hop forward on one leg (Gymnasium's Hopper-v5)",
    options: optionSchema({
      ...moving(4, 1e-3, 5e-3), ...healthy([0.7]), healthyAngles: angles([-0.2, 0.2]),
      healthyStates: range("all other numbers of the state where it is healthy", [-100, 100]), contactMargins: margins,
    }),
    create: ({ healthyHeights, healthyAngles, healthyStates, ...options }) => hopper({
      ...options,
      healthyHeights: bounded(healthyHeights), healthyAngles: bounded(healthyAngles), healthyStates: bounded(healthyStates),
    }),
  }),
  definePlugin({
    role: "environment", name: "walker2d", about: "Walk forward on two legs in a plane (Gymnasium's Walker2d-v5)",
    options: optionSchema({ ...moving(4, 1e-3, 5e-3), ...healthy([0.8, 2]), healthyAngles: angles([-1, 1]) }),
    create: ({ healthyHeights, healthyAngles, ...options }) =>
      walker2d({ ...options, healthyHeights: bounded(healthyHeights), healthyAngles: bounded(healthyAngles) }),
  }),
  definePlugin({
    role: "environment", name: "halfCheetah", about: "Run forward on two legs in a plane (Gymnasium's HalfCheetah-v5)",
    options: optionSchema(moving(5, 0.1, 0.1)), create: (options) => halfCheetah(options),
  }),
  definePlugin({
    role: "environment", name: "ant", about: "Walk forward on four legs (Gymnasium's Ant-v5)",
    options: optionSchema({
      ...moving(5, 0.5, 0.1), ...healthy([0.2, 1]), contactCostWeight: weight("of the squared forces from outside", 5e-4),
      contactForces: range("to which forces from outside are clipped", [-1, 1]),
      includeContactForces: flag({ description: "whether forces from outside are shown", default: true }),
      contactMargins: margins,
    }),
    create: ({ healthyHeights, contactForces, ...options }) =>
      ant({ ...options, healthyHeights: bounded(healthyHeights), contactForces: bounded(contactForces) }),
  }),
  definePlugin({
    role: "environment", name: "swimmer", about: "Swim forward by bending at two joints (Gymnasium's Swimmer-v5)",
    options: optionSchema(moving(4, 1e-4, 0.1)), create: (options) => swimmer(options),
  }),
];

const others: readonly Plugin[] = [
  definePlugin({
    role: "environment", name: "reacher", about: "Bring the tip of an arm to a target (Gymnasium's Reacher-v5)",
    options: optionSchema({
      ...common(2), promotion, distanceWeight: weight("of the distance", 1),
      controlCostWeight: weight("of the squared actions", 1),
    }),
    create: (options) => reacher(options),
  }),
  definePlugin({
    role: "environment", name: "invertedPendulum", about: "Keep a pole upright on a cart (Gymnasium's InvertedPendulum-v5)",
    options: optionSchema({ ...common(2), resetNoiseScale: noise(0.01) }), create: (options) => invertedPendulum(options),
  }),
  definePlugin({
    role: "environment", name: "invertedDoublePendulum",
    about: "Keep two poles upright on a cart (Gymnasium's InvertedDoublePendulum-v5)",
    options: optionSchema({ ...common(5), healthyReward: weight("while the tip is up", 10), resetNoiseScale: noise(0.1) }),
    create: (options) => invertedDoublePendulum(options),
  }),
];

/** Every world of this package by name, for files and command lines. */
export const plugins: readonly Plugin[] = [...runners, ...others];
