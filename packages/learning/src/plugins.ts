import { mean, mul } from "@worldwise/autodiff";
import type {
  Component, ModelClass, ModelFace, ModelLearner, ModelLoss, Optimizer, OptionField, Parameters, Plugin, PredictionKey, Problem,
} from "@worldwise/protocol";
import { defineModelLoss, definePlugin, isComponent, optionSchema, part } from "@worldwise/protocol";
import { gradientLearner } from "./gradient-learner.ts";
import type { GradientState } from "./gradient-state.ts";
import type { GradientLearnerOptions } from "./options.ts";
import { optionFields } from "./options.ts";
import { packageName } from "./package-name.ts";

/** L = 0: for model classes that know the reward, or where the other loss covers it. */
export const noLoss: ModelLoss<never, never> = defineModelLoss({
  name: "no-loss", package: packageName, needs: { prediction: [], decision: [] },
  loss: ({ reward }) => mul(0, mean(reward)),
});

/** Options of `gradientLearner` by name: its parts, and how it trains. */
export interface GradientLearnerPluginOptions extends GradientLearnerOptions {
  /** How the model predicts. */
  readonly model: ModelClass<Problem["observation"], Problem["action"], Parameters, PredictionKey, ModelFace>;
  /** What matters. */
  readonly loss: ModelLoss;
  /** What matters of the reward; `learning/noLoss` by default. */
  readonly rewardLoss: ModelLoss;
  /** Only looked at, on the held-out transitions: the metric `judgedLoss`. `learning/noLoss`, the default: nobody judges. */
  readonly judge: ModelLoss;
  /** `nn/adam` by default. */
  readonly optimizer: Optimizer;
}

const isModel = (value: unknown): value is GradientLearnerPluginOptions["model"] => isComponent(value, "model-class");
const isLoss = (value: unknown): value is ModelLoss => isComponent(value, "model-loss");
const isOptimizer = (value: unknown): value is Optimizer => isComponent(value, "optimizer");

type PartFields = {
  readonly [Name in "model" | "loss" | "rewardLoss" | "judge" | "optimizer"]: OptionField<GradientLearnerPluginOptions[Name]>;
};
const parts: PartFields = {
  model: part("model-class", { description: "How the model predicts." }, isModel),
  loss: part("model-loss", { description: "What matters." }, isLoss),
  rewardLoss: part(
    "model-loss", { description: "What matters of the reward, added to the loss.", default: "learning/noLoss" }, isLoss,
  ),
  judge: part("model-loss", {
    description: "Only looked at, on the held-out transitions: the metric judgedLoss.", default: "learning/noLoss",
  }, isLoss),
  optimizer: part("optimizer", { description: "How parameters move along a gradient.", default: "nn/adam" }, isOptimizer),
};

/** `gradientLearner` by name. */
export const gradientLearnerPlugin: Plugin<
  "model-learner", GradientLearnerPluginOptions, Problem, ModelLearner<Problem["observation"], Problem["action"], GradientState>
> = definePlugin({
  role: "model-learner", name: "gradientLearner", about: "A model class trained by gradients of a loss",
  options: optionSchema({ ...parts, ...optionFields }),
  create: ({ judge, ...options }: GradientLearnerPluginOptions, { observation, action }: Problem) =>
    gradientLearner({ ...options, ...(judge !== noLoss && { judge }), spaces: { observation, action } }),
});

/** `noLoss` by name. */
export const noLossPlugin: Plugin<"model-loss", object, unknown, Component<"model-loss">> = definePlugin({
  role: "model-loss", name: "noLoss", about: "Nothing: for model classes that know the reward, or where another loss covers it",
  options: optionSchema({}),
  create: () => noLoss,
});

/** What experiment files and command lines can name. */
export const plugins: readonly Plugin[] = [gradientLearnerPlugin, noLossPlugin];
