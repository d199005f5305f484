import type { OptionField, Plugin, Problem } from "@worldwise/protocol";
import { choice, definePlugin, integer, number, optionSchema } from "@worldwise/protocol";
import { linearDynaPlugin } from "../linear-dyna/plugin.ts";
import type { FeatureMap } from "@worldwise/data";
import { boostedFittedQ } from "../planners/boosted-fitted-q.ts";
import type { FittedOptions } from "../planners/fitted-options.ts";
import type { FittedProblem } from "../planners/fitted-problem.ts";
import { checkFitted } from "../planners/fitted-problem.ts";
import { fittedQ } from "../planners/fitted-q.ts";
import { fittedValueIteration } from "../planners/fitted-value-iteration.ts";
import { lspi } from "../planners/lspi.ts";
import { lstd } from "../planners/lstd.ts";
import type { SamplingOptions } from "../planners/sampling.ts";
import { valuePursuitIteration } from "../planners/value-pursuit-iteration.ts";
import type { FeatureChoice, Fields } from "./feature-options.ts";
import { featureFields, featuresOf } from "./feature-options.ts";
import { regressorFields, regressorOf } from "./regressor-options.ts";

const samplingFields: Fields<Required<SamplingOptions>> = {
  source: choice(
    ["data", "model"], { description: "real transitions, or states of the data and what a model says follows", default: "data" }
  ),
  capacity: integer({ description: "pairs of state and action that are learned from, the newest", default: 10_000, minimum: 1 }),
  successors: integer({ description: "successors that a model is asked for, of each pair", default: 1, minimum: 1 }),
};

const iterationFields = (iterations: number): Fields<Required<Pick<FittedOptions, "iterations" | "tolerance" | "explore">>> => ({
  iterations: integer({ description: "iterations of each call of plan, at most", default: iterations, minimum: 1 }),
  tolerance: number({ description: "changes up to this end a plan", default: 1e-6, minimum: 0 }),
  explore: number({ description: "probability of a random action in explore mode", default: 0.1, minimum: 0, maximum: 1 }),
});

const ridgeField: OptionField<number> = number({ description: "penalty λ for each sample", default: 0, minimum: 0 });

/** The problem of a file or command line, of which no compiler has seen whether its actions can be counted. */
function fitted(problem: Problem): FittedProblem {
  checkFitted(problem);
  return problem;
}

/** Features as planners take them: left out where they choose. */
function withFeatures<Options extends FeatureChoice>(options: Options): Omit<Options, "features"> & { features?: FeatureMap } {
  const { features: _, ...others } = options;
  const features = featuresOf(options);
  return { ...others, ...(features && { features }) };
}

const fittedQPlugin = definePlugin({
  role: "planner", name: "fittedQ", about: "Fitted Q-iteration: backups of samples and regression, in turn",
  options: optionSchema({
    ...regressorFields("extraTrees"), ...iterationFields(50), ...samplingFields,
    freezeAfter: integer({ description: "iterations after which trees keep their cuts; 0: never", default: 0, minimum: 0 }),
  }),
  create: (options, problem: Problem) => fittedQ(
    fitted(problem), { ...options, regressor: regressorOf(options, fitted(problem)) }
  ),
});

const fittedValueIterationPlugin = definePlugin({
  role: "planner", name: "fittedValueIteration", about: "Fitted value iteration: asks a model at base points, and fits V",
  options: optionSchema({
    ...regressorFields("linear"), ...iterationFields(20),
    base: choice(["uniform", "data"], { description: "where base points come from", default: "uniform" }),
    basePoints: integer({ description: "base points", default: 100, minimum: 1 }),
    successors: integer({ description: "successors of each base point and action", default: 10, minimum: 1 }),
  }),
  create: (options, problem: Problem) =>
    fittedValueIteration(fitted(problem), { ...options, regressor: regressorOf(options, fitted(problem)) }),
});

const boostedFittedQPlugin = definePlugin({
  role: "planner", name: "boostedFittedQ",
  about: "Boosted fitted Q-iteration: fits what is left of the Bellman residual, and adds it",
  options: optionSchema({
    ...regressorFields("extraTrees", { treeCount: 10, minimumSplit: 50, minimumLeaf: 10 }),
    ...iterationFields(20), ...samplingFields,
  }),
  create: (options, problem: Problem) => boostedFittedQ(
    fitted(problem), { ...options, regressor: regressorOf(options, fitted(problem)) }
  ),
});

const valuePursuitIterationPlugin = definePlugin({
  role: "planner", name: "valuePursuitIteration",
  about: "Value pursuit: sparse regression over a dictionary that grows by learned values",
  options: optionSchema({
    ...featureFields, ...iterationFields(20), ...samplingFields,
    atoms: integer({ description: "atoms of each function", default: 20, minimum: 1 }),
  }),
  create: (options, problem: Problem) => valuePursuitIteration(fitted(problem), withFeatures(options)),
});

const lstdPlugin = definePlugin({
  role: "planner", name: "lstd", about: "Least-squares temporal differences: the value of the policy of the data",
  options: optionSchema({ ...featureFields, ...samplingFields, ridge: ridgeField }),
  create: (options, problem: Problem) => lstd(fitted(problem), withFeatures(options)),
});

const lspiPlugin = definePlugin({
  role: "planner", name: "lspi", about: "Least-squares policy iteration: LSTD-Q and improvement, in turn",
  options: optionSchema({ ...featureFields, ...iterationFields(20), ...samplingFields, ridge: ridgeField }),
  create: (options, problem: Problem) => lspi(fitted(problem), withFeatures(options)),
});

/** Every planner of this package by name, for files and command lines. */
export const plugins: readonly Plugin<"planner">[] = [
  fittedQPlugin, fittedValueIterationPlugin, boostedFittedQPlugin, valuePursuitIterationPlugin, lstdPlugin, lspiPlugin,
  linearDynaPlugin,
];
