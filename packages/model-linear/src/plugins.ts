import type { FeatureChoice } from "@worldwise/data";
import { featureFields, featuresByName } from "@worldwise/data";
import type { Box, Discrete, LearnerNeed, ModelLearner, Plugin, Problem, Space, StateTree } from "@worldwise/protocol";
import { choice, definePlugin, describeSpace, integer, isComponent, number, optionSchema, part, WorldwiseError } from "@worldwise/protocol";
import type { BayesianRewardsState, PosteriorLearner } from "./bayes/bayesian-rewards.ts";
import { bayesianRewards } from "./bayes/bayesian-rewards.ts";
import type { NormalGammaOptions, NormalGammaState } from "./bayes/reward-belief.ts";
import { normalGammaRewards } from "./bayes/reward-belief.ts";
import type { LinearExpectationLearner, LinearExpectationOptions } from "./expectation/linear-expectation.ts";
import { linearExpectation } from "./expectation/linear-expectation.ts";
import type { DiagonalGaussian, DiagonalGaussianOptions } from "./gaussian/diagonal-gaussian.ts";
import { diagonalGaussian } from "./gaussian/diagonal-gaussian.ts";
import type { LinearGaussianLearner, LinearGaussianOptions } from "./gaussian/linear-gaussian.ts";
import { linearGaussian } from "./gaussian/linear-gaussian.ts";
import type { ValueTargetedOptions, ValueTargetedRegression } from "./value-targeted/value-targeted-regression.ts";
import { valueTargetedRegression } from "./value-targeted/value-targeted-regression.ts";

/** What experiment files say of `linearExpectation`: its features by name. */
export interface LinearExpectationPluginOptions extends Required<Omit<LinearExpectationOptions, "features">>, FeatureChoice {}

const ridge = number({ description: "Penalty of least squares.", default: 1e-6, minimum: 0 });

/** `linearExpectation` by name. */
export const linearExpectationPlugin: Plugin<"model-learner", LinearExpectationPluginOptions, Problem, LinearExpectationLearner<Space>> =
  definePlugin({
    role: "model-learner", name: "linearExpectation", about: "What is expected to follow on features, linearly: the model of linear Dyna",
    options: optionSchema({
      method: choice(["online", "batch"], { description: "One gradient step for each transition, or least squares.", default: "online" }),
      stepSize: number({ description: "Step size of online learning.", default: 0.1, exclusiveMinimum: 0 }), ridge,
      actions: choice(["separate", "shared"], { description: "A model for each action, or one for the behavior.", default: "separate" }),
      ...featureFields,
    }),
    create: (options: LinearExpectationPluginOptions, problem: Problem) =>
      linearExpectation(withCountedActions(problem), { ...options, features: featuresByName(options) }),
  });

/** What experiment files say of `linearGaussian`: its features by name. */
export interface LinearGaussianPluginOptions extends Required<Omit<LinearGaussianOptions, "features">>, FeatureChoice {}

/** `linearGaussian` by name. */
export const linearGaussianPlugin: Plugin<
  "model-learner", LinearGaussianPluginOptions, Problem, LinearGaussianLearner<Box, Box | Discrete>
> = definePlugin({
  role: "model-learner", name: "linearGaussian", about: "Ridge regression of the next state, with Gaussian noise",
  options: optionSchema({
    ridge,
    noise: choice(["gaussian", "none"], { description: "Steps are drawn, or are the mean.", default: "gaussian" }),
    startCount: integer({ description: "Observations kept as places to begin episodes.", default: 100, minimum: 1 }),
    features: { ...featureFields.features, jsonSchema: { ...featureFields.features.jsonSchema, default: "identity" } },
    resolution: featureFields.resolution, low: featureFields.low, high: featureFields.high,
  }),
  create: (options: LinearGaussianPluginOptions, problem: Problem) =>
    linearGaussian(withRealStates(problem), { ...options, features: featuresByName(options) }),
});

/** `diagonalGaussian` by name. */
export const diagonalGaussianPlugin: Plugin<"model-class", Required<DiagonalGaussianOptions>, Problem, DiagonalGaussian> = definePlugin({
  role: "model-class", name: "diagonalGaussian", about: "Gaussian next states with independent dimensions, for gradients of any loss",
  options: optionSchema({
    mean: choice(["linear", "constant"], { description: "Whether the mean is linear in the state, or the state says nothing.", default: "linear" }),
    nodes: integer({ description: "Nodes of the quadrature along each dimension, for expected values.", default: 21, minimum: 3 }),
  }),
  create: (options: Required<DiagonalGaussianOptions>, problem: Problem) =>
    diagonalGaussian({ ...withCountedActions(problem), observation: withRealStates(problem).observation }, options),
});

/** What experiment files say of `valueTargetedRegression`: tables, with learned rewards. */
export type ValueTargetedPluginOptions = Required<Omit<ValueTargetedOptions, "basis" | "reward">>;

/** `valueTargetedRegression` by name. */
export const valueTargetedRegressionPlugin: Plugin<
  "model-learner", ValueTargetedPluginOptions, Problem<Discrete, Discrete>, ValueTargetedRegression
> = definePlugin({
  role: "model-learner", name: "valueTargetedRegression", about: "UCRL-VTR: learns what values can tell apart, and promises the most that is plausible",
  options: optionSchema({
    horizon: integer({ description: "Steps of an episode.", default: 20, minimum: 1 }),
    rewardBound: number({ description: "Rewards lie between 0 and this.", default: 1, exclusiveMinimum: 0 }),
    ridge: number({ description: "Penalty of the regression.", default: 1, exclusiveMinimum: 0 }),
    delta: number({ description: "How often the truth may be outside the confidence set, below 1.", default: 0.05, exclusiveMinimum: 0, maximum: 0.999 }),
    radiusScale: number({ description: "Multiplies the radius of the confidence set; 1 is what is proved.", default: 1, minimum: 0 }),
    lanes: integer({ description: "Lanes that take turns in the data.", default: 1, minimum: 1 }),
  }),
  create: (options: ValueTargetedPluginOptions, problem: Problem<Discrete, Discrete>) => valueTargetedRegression(problem, options),
});

/** What experiment files say of `normalGammaRewards`: the learner of transitions is a part. */
export interface NormalGammaRewardsPluginOptions extends Required<NormalGammaOptions> {
  /** Made for the same problem; provides mdp and posterior. */
  readonly learner: PosteriorLearner;
}

const isPosteriorLearner = (value: unknown): value is PosteriorLearner =>
  isComponent(value, "model-learner") && ["mdp", "posterior"].every((face) => value["~worldwise"].provides.includes(face));

/** `bayesianRewards` with normal-gamma posteriors, by name. */
export const normalGammaRewardsPlugin: Plugin<
  "model-learner", NormalGammaRewardsPluginOptions, Problem<Discrete, Discrete>,
  ModelLearner<Discrete, Discrete, BayesianRewardsState<StateTree, NormalGammaState>, LearnerNeed, "mdp" | "posterior">
> = definePlugin({
  role: "model-learner", name: "normalGammaRewards", about: "Another learner's transitions, with normal-gamma posteriors of rewards",
  options: optionSchema({
    learner: part("model-learner", { description: "Where transitions are drawn from; it provides mdp and posterior.", default: "model-tabular/dirichlet" }, isPosteriorLearner),
    priorMean: number({ description: "Prior mean of every reward.", default: 0 }),
    priorWeight: number({ description: "What the prior mean counts for, in rewards.", default: 1, exclusiveMinimum: 0 }),
    shape: number({ description: "Prior shape of the precision of rewards.", default: 1, exclusiveMinimum: 0 }),
    rate: number({ description: "Prior rate of the precision of rewards.", default: 1, exclusiveMinimum: 0 }),
  }),
  create: ({ learner, ...options }: NormalGammaRewardsPluginOptions, problem: Problem<Discrete, Discrete>) =>
    bayesianRewards(problem, learner, normalGammaRewards(problem, options)),
});

/** What experiment files and command lines can name. */
export const plugins: readonly Plugin[] =
  [linearExpectationPlugin, linearGaussianPlugin, diagonalGaussianPlugin, valueTargetedRegressionPlugin, normalGammaRewardsPlugin];

/** Problems of files and command lines, of which no compiler has seen the spaces. */
function withCountedActions({ observation, action, discount }: Problem): Problem<Space, Discrete> {
  if (action.kind === "discrete") return { observation, action, discount };
  throw wrongSpace("actions that can be counted", action);
}

function withRealStates({ observation, action, discount }: Problem): Problem<Box, Box | Discrete> {
  if (observation.kind === "box") return { observation, action, discount };
  throw wrongSpace("observations that are real vectors", observation);
}

const wrongSpace = (expected: string, got: Space): WorldwiseError =>
  new WorldwiseError("wrong-space", { expected, got: describeSpace(got), todo: "take another learner" });
