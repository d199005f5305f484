import type { Optimizer, OptionField, Plugin } from "@worldwise/protocol";
import { choice, definePlugin, flag, integer, number, optionSchema } from "@worldwise/protocol";
import type { AdamOptions, AdamWOptions, MomentumOptions, RmsPropOptions } from "./optimizers.ts";
import { adam, adamW, gradientDescent, momentum, rmsProp } from "./optimizers.ts";
import type { Rate } from "./schedule.ts";
import { cosineSchedule, linearSchedule, warmup } from "./schedule.ts";

/** How the rate of an optimizer changes, for files and command lines. */
export type RateOptions = {
  /** Size of an update at first. */
  readonly rate: number;
  /** How it goes from there to `finalRate`. */
  readonly schedule: "constant" | "linear" | "cosine";
  /** The rate at the end of a schedule. */
  readonly finalRate: number;
  /** Updates until then. */
  readonly scheduleUpdates: number;
  /** Updates over which the rate first grows from 0. */
  readonly warmupUpdates: number;
};

type Fields<Options> = { readonly [Name in keyof Options]-?: OptionField<Options[Name] & {}> };

const rateFields = (rate: number): Fields<RateOptions> => ({
  rate: number({ description: "Size of an update at first", default: rate, exclusiveMinimum: 0 }),
  schedule: choice(["constant", "linear", "cosine"], { description: "How the rate goes to finalRate", default: "constant" }),
  finalRate: number({ description: "The rate at the end of a schedule", default: 0, minimum: 0 }),
  scheduleUpdates: integer({ description: "Updates until the end of a schedule", default: 10_000, minimum: 1 }),
  warmupUpdates: integer({ description: "Updates over which the rate first grows from 0", default: 0, minimum: 0 }),
});

function rateOf({ rate, schedule, finalRate, scheduleUpdates: updates, warmupUpdates }: RateOptions): Rate {
  const after = schedule === "constant" ? rate
    : (schedule === "linear" ? linearSchedule : cosineSchedule)({ from: rate, to: finalRate, updates });
  return warmupUpdates === 0 ? after : warmup(after, warmupUpdates);
}

const decay = (description: string, value: number): OptionField<number> =>
  number({ description, default: value, minimum: 0, maximum: 1 });
const epsilon: OptionField<number> =
  number({ description: "Added to the root, in units of the gradient", default: 1e-8, minimum: 0 });
const moments: Fields<Pick<AdamOptions, "meanDecay" | "squareDecay" | "epsilon">> = {
  meanDecay: decay("Of the average gradient", 0.9), squareDecay: decay("Of the average square", 0.999), epsilon,
};

/** An optimizer by name. It is made for nothing in particular. */
export type OptimizerPlugin<Options> = Plugin<"optimizer", Options, unknown, Optimizer>;
/** Settings of an optimizer with its rate spelled out. */
export type WithRate<Options> = Omit<Options, "rate"> & RateOptions;

/** `gradientDescent` by name. */
export const gradientDescentPlugin: OptimizerPlugin<RateOptions> = definePlugin({
  role: "optimizer", name: "gradientDescent", about: "Gradient descent: x ← x − rate · g",
  options: optionSchema(rateFields(0.1)),
  create: (options: RateOptions) => gradientDescent({ rate: rateOf(options) }),
});

/** `momentum` by name. */
export const momentumPlugin: OptimizerPlugin<WithRate<MomentumOptions>> = definePlugin({
  role: "optimizer", name: "momentum", about: "Gradient descent with momentum, Polyak's or Nesterov's",
  options: optionSchema({
    ...rateFields(0.01), decay: decay("What is kept of the velocity", 0.9),
    nesterov: flag({ description: "Whether the gradient counts as if the velocity had already moved on", default: false }),
  }),
  create: (options: WithRate<MomentumOptions>) => momentum({ ...options, rate: rateOf(options) }),
});

/** `adam` by name. */
export const adamPlugin: OptimizerPlugin<WithRate<AdamOptions>> = definePlugin({
  role: "optimizer", name: "adam", about: "Adam: steps of about the size of the rate",
  options: optionSchema({ ...rateFields(1e-3), ...moments }),
  create: (options: WithRate<AdamOptions>) => adam({ ...options, rate: rateOf(options) }),
});

/** `adamW` by name. */
export const adamWPlugin: OptimizerPlugin<WithRate<AdamWOptions>> = definePlugin({
  role: "optimizer", name: "adamW", about: "Adam with weight decay that is not adapted",
  options: optionSchema({
    ...rateFields(1e-3), ...moments,
    weightDecay: number({
      description: "What part of a parameter goes with each update, times the rate", default: 0.01, minimum: 0,
    }),
  }),
  create: (options: WithRate<AdamWOptions>) => adamW({ ...options, rate: rateOf(options) }),
});

/** `rmsProp` by name. */
export const rmsPropPlugin: OptimizerPlugin<WithRate<RmsPropOptions>> = definePlugin({
  role: "optimizer", name: "rmsProp", about: "RMSProp: the gradient over the root of its mean square",
  options: optionSchema({ ...rateFields(1e-3), decay: decay("Of the average square", 0.99), epsilon }),
  create: (options: WithRate<RmsPropOptions>) => rmsProp({ ...options, rate: rateOf(options) }),
});

/** What experiment files and command lines can name. */
export const plugins: readonly Plugin[] = [gradientDescentPlugin, momentumPlugin, adamPlugin, adamWPlugin, rmsPropPlugin];
