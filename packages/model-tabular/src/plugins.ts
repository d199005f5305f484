import type {
  Box, Component, Discrete, LearnerNeed, ModelLearner, OptionField, Plugin, Problem, StateTree,
} from "@worldwise/protocol";
import { choice, definePlugin, integer, isComponent, number, optionSchema, part } from "@worldwise/protocol";
import { aggregatedTablePlugin, exponentialFamilyPlugin, lowRankPlugin, simplexTablePlugin, softmaxTablePlugin } from "./class-plugins.ts";
import type { CorruptedOptions, CorruptedState, MdpLearner } from "./corrupted.ts";
import { corrupted } from "./corrupted.ts";
import type { CountsLearner, CountsOptions } from "./counts.ts";
import { counts } from "./counts.ts";
import type { DirichletOptions } from "./dirichlet.ts";
import { dirichlet } from "./dirichlet.ts";
import { iterVamlThreeStates } from "./iter-vaml-three-states.ts";
import type { LastOutcomeOptions } from "./last-outcome.ts";
import { lastOutcome } from "./last-outcome.ts";
import { maximumLikelihoodThreeStates } from "./maximum-likelihood-three-states.ts";
import type { NeighborhoodCountsOptions } from "./neighborhood-counts.ts";
import { neighborhoodCounts } from "./neighborhood-counts.ts";
import type { UntriedPrior } from "./mdp-tables.ts";
import type { ThreeStatesLearner, ThreeStatesOptions } from "./three-state-learner.ts";

/** A plugin of a learner that is made for a finite problem. */
export type LearnerPlugin<Options, Learner extends Component> = Plugin<"model-learner", Options, Problem<Discrete, Discrete>, Learner>;

const prior: OptionField<UntriedPrior> = choice(["none", "stay"], {
  description: "What is said of pairs that were never tried: nothing, or that the state stays and the reward is 0.",
  default: "none",
});

/** `counts` by name. */
export const countsPlugin: LearnerPlugin<CountsOptions, CountsLearner> = definePlugin({
  role: "model-learner", name: "counts", about: "Maximum likelihood: how often each outcome came, and the mean reward",
  options: optionSchema({
    width: integer({ description: "Most different outcomes of a state and action.", default: 32, minimum: 1 }), prior,
    rewards: choice(["expected", "outcome"], {
      description: "What imagined steps are paid: the mean reward of their state and action, or that of their outcome.",
      default: "expected",
    }),
  }),
  create: (options: CountsOptions, problem: Problem<Discrete, Discrete>) => counts(problem, options),
});

/** `lastOutcome` by name. */
export const lastOutcomePlugin: LearnerPlugin<LastOutcomeOptions, ReturnType<typeof lastOutcome>> = definePlugin({
  role: "model-learner", name: "lastOutcome", about: "The deterministic model of Dyna-Q: what happened last",
  options: optionSchema({ prior }),
  create: (options: LastOutcomeOptions, problem: Problem<Discrete, Discrete>) => lastOutcome(problem, options),
});

/** `dirichlet` by name. */
export const dirichletPlugin: LearnerPlugin<DirichletOptions, ReturnType<typeof dirichlet>> = definePlugin({
  role: "model-learner", name: "dirichlet",
  about: "A Dirichlet posterior over transitions, a normal or normal-gamma one over rewards; draws plausible worlds",
  options: optionSchema({
    concentration: number({ description: "Prior concentration of every next state.", default: 1, exclusiveMinimum: 0 }),
    priorReward: number({ description: "Prior mean of every reward.", default: 0 }),
    priorRewardWeight: number({
      description: "What the prior mean counts for, in observed rewards.", default: 1, exclusiveMinimum: 0,
    }),
    rewardDeviation: number({ description: "Standard deviation of a single reward, taken as known, or as a guess.", default: 1, minimum: 0 }),
    rewards: choice(["normal", "normal-gamma"], {
      description: "What is unknown of a reward: its mean, or its mean and its precision.", default: "normal",
    }),
    precisionShape: number({ description: "Prior shape of the precision, for normal-gamma.", default: 1, exclusiveMinimum: 0 }),
  }),
  create: (options: DirichletOptions, problem: Problem<Discrete, Discrete>) => dirichlet(problem, options),
});

/** `neighborhoodCounts` by name. */
export const neighborhoodCountsPlugin: Plugin<
  "model-learner", NeighborhoodCountsOptions, Problem<Box<"uint8">, Discrete>, ReturnType<typeof neighborhoodCounts>
> = definePlugin({
  role: "model-learner", name: "neighborhoodCounts", about: "Pictures of bits in which every pixel sees its neighborhood alone",
  options: optionSchema({
    radius: integer({ description: "How far a pixel sees.", default: 2, minimum: 0, maximum: 7 }),
    capacity: integer({ description: "Neighborhoods that there is room for.", default: 65_536, minimum: 16, maximum: 2 ** 26 }),
    rewardStep: number({ description: "Step size of the reward.", default: 0.5, exclusiveMinimum: 0, maximum: 1 }),
  }),
  create: (options: NeighborhoodCountsOptions, problem: Problem<Box<"uint8">, Discrete>) => neighborhoodCounts(problem, options),
});

/** What experiment files say of `corrupted`: the learner inside is a part. */
export interface CorruptedPluginOptions extends CorruptedOptions {
  /** Made for the same problem. */
  readonly learner: MdpLearner;
}

const isMdpLearner = (value: unknown): value is MdpLearner =>
  isComponent(value, "model-learner") && value["~worldwise"].provides.includes("mdp");

/** `corrupted` by name. */
export const corruptedPlugin: LearnerPlugin<
  CorruptedPluginOptions, ModelLearner<Discrete, Discrete, CorruptedState<StateTree>, LearnerNeed, "mdp" | "dynamics" | "sampledRows">
> = definePlugin({
  role: "model-learner", name: "corrupted", about: "A learner whose model is mixed with a uniform one, to study model error",
  options: optionSchema({
    learner: part("model-learner", { description: "The learner whose model is corrupted; it provides mdp." }, isMdpLearner),
    factor: number({ description: "How much of each row is replaced.", default: 0.1, minimum: 0, maximum: 1 }),
    support: choice(["states", "row"], {
      description: "What the uniform part is spread over: all states, or the outcomes of the row.", default: "states",
    }),
  }),
  create: ({ learner, ...options }: CorruptedPluginOptions) => corrupted(learner, options),
});

const threeStates = {
  stepSize: number({
    description: "Size of a gradient step, in the unit of the learner.", default: 0.5, exclusiveMinimum: 0, maximum: 1,
  }),
  steps: integer({ description: "Gradient steps of each update.", default: 20, minimum: 1 }),
  initialTheta: number({
    description: "Parameter of every action before the first step.", default: 1 / 3, minimum: 0, maximum: 1,
  }),
};

/** `maximumLikelihoodThreeStates` by name. */
export const maximumLikelihoodThreeStatesPlugin: LearnerPlugin<ThreeStatesOptions, ThreeStatesLearner<never>> = definePlugin({
  role: "model-learner", name: "threeStatesMaximumLikelihood",
  about: "Maximum likelihood in a class of three states that cannot hold the truth",
  options: optionSchema(threeStates),
  create: (options: ThreeStatesOptions, problem: Problem<Discrete, Discrete>) => maximumLikelihoodThreeStates(problem, options),
});

/** `iterVamlThreeStates` by name. */
export const iterVamlThreeStatesPlugin: LearnerPlugin<ThreeStatesOptions, ThreeStatesLearner<"valueTable">> = definePlugin({
  role: "model-learner", name: "threeStatesIterVaml", about: "IterVAML in a class of three states that cannot hold the truth",
  options: optionSchema(threeStates),
  create: (options: ThreeStatesOptions, problem: Problem<Discrete, Discrete>) => iterVamlThreeStates(problem, options),
});

/** What experiment files and command lines can name. */
export const plugins: readonly Plugin[] = [
  countsPlugin, lastOutcomePlugin, dirichletPlugin, neighborhoodCountsPlugin, corruptedPlugin,
  maximumLikelihoodThreeStatesPlugin, iterVamlThreeStatesPlugin,
  softmaxTablePlugin, simplexTablePlugin, aggregatedTablePlugin, lowRankPlugin, exponentialFamilyPlugin,
];
