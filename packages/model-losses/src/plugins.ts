import { philox, seedKey } from "@worldwise/math";
import type { Component, Discrete, OptionField, OptionSchema, OptionValues, Plugin, Problem, Space } from "@worldwise/protocol";
import {
  choice, definePlugin, describeSpace, flag, integer, list, number, optionSchema, WorldwiseError,
} from "@worldwise/protocol";
import { boundedVaml } from "./bounded-vaml.ts";
import { bumps } from "./bumps.ts";
import { calibratedVaml, expectedSampledVaml } from "./calibrated-vaml.ts";
import { distributionalEquivalence } from "./distributional-equivalence.ts";
import { fixedCriticPaml, fullPaml } from "./exact-paml.ts";
import { sizeOf } from "./finite-rows.ts";
import { gampsWeights } from "./gamps-weights.ts";
import { iterVaml } from "./iter-vaml.ts";
import { gaussianKernel, kernelVaml } from "./kernel-vaml.ts";
import { lipschitzVaml } from "./lipschitz-vaml.ts";
import { maximumLikelihood } from "./maximum-likelihood.ts";
import { multiStep } from "./multi-step.ts";
import { nStepValueEquivalence } from "./n-step-value-equivalence.ts";
import { optimalModelDesign } from "./optimal-model-design.ts";
import { paml } from "./paml.ts";
import type { Policies } from "./policies.ts";
import { constantPolicies, randomPolicies } from "./policies.ts";
import { properValueEquivalence } from "./proper-value-equivalence.ts";
import { squaredReward } from "./squared-reward.ts";
import { vagram } from "./vagram.ts";
import { valueEquivalence } from "./value-equivalence.ts";
import { vaml } from "./vaml.ts";
import { weightedLikelihood } from "./weighted-likelihood.ts";

/** A loss by name. */
export type LossPlugin = Plugin<"model-loss", unknown, unknown, Component<"model-loss">>;

type Fields = Readonly<Record<string, OptionField<unknown>>>;

/** A plugin of a loss, for any spaces. */
function lossPlugin<const F extends Fields>(
  name: string, about: string, fields: F, create: (options: OptionValues<F>, problem: Problem) => Component<"model-loss">,
): LossPlugin {
  const options: OptionSchema<OptionValues<F>> = optionSchema(fields);
  return definePlugin({ role: "model-loss", name, about, options, create });
}

/** The same for finite worlds. Throws `not-tabular` elsewhere. */
const finitePlugin = <const F extends Fields>(
  name: string, about: string, fields: F,
  create: (options: OptionValues<F>, problem: Problem<Discrete, Discrete>) => Component<"model-loss">,
): LossPlugin => lossPlugin(name, about, fields, (options, problem) => create(options, finite(problem)));

function finite({ observation, action, discount }: Problem): Problem<Discrete, Discrete> {
  if (observation.kind === "discrete" && action.kind === "discrete") return { observation, action, discount };
  const other: Space = observation.kind === "discrete" ? action : observation;
  throw new WorldwiseError("not-tabular", {
    expected: "states and actions that can be counted", got: describeSpace(other),
    todo: "take another loss, or a finite environment",
  }, {});
}

const positive = (description: string, value: number): OptionField<number> =>
  number({ description, default: value, exclusiveMinimum: 0 });
const count = (description: string, value: number, minimum = 1): OptionField<number> =>
  integer({ description, default: value, minimum });
const relative = flag({ description: "Divide by the squared length of the true gradient.", default: false });
const seed = count("Seed of what is drawn.", 1, 0);
const policyCount = count("Random policies besides those that take one action everywhere.", 20, 0);

const policiesFor = (
  problem: Problem<Discrete, Discrete>, chosen: { readonly policyCount: number; readonly seed: number },
): Policies =>
  [...constantPolicies(sizeOf(problem)), ...randomPolicies(sizeOf(problem), chosen.policyCount, chosen.seed)];

function randomValues(
  { observation }: Problem<Discrete, Discrete>, valueCount: number, chosenSeed: number,
): readonly Float64Array[] {
  const random = philox.streams(seedKey(chosenSeed), 1).lane(0);
  return Array.from({ length: valueCount }, () => Float64Array.from({ length: observation.count }, () => random.normal()));
}

const forAnyWorld: readonly LossPlugin[] = [
  lossPlugin("maximumLikelihood", "Negative mean log-likelihood: does not know what the model is for", {}, maximumLikelihood),
  lossPlugin("multiStep", "Errors of rollouts with the actions that were really taken, several steps ahead", {
    steps: count("Steps ahead.", 5),
  }, (options, problem) => multiStep(problem, options)),
  lossPlugin("squaredReward", "Squared error of the reward, beside a loss that is silent about it", {}, squaredReward),
  lossPlugin("vaml", "Worst error of an expected next value over a ball of linear value functions", {
    norm: choice(["l2", "l1", "linf"], { description: "Norm that bounds the parameters.", default: "l2" }),
    radius: positive("Bound of the norm.", 1),
    features: choice(["planner", "bumps"], {
      description: "Of the value functions: what the planner tells, or Gaussian bumps along each dimension.", default: "planner",
    }),
    centers: list(number({ description: "A center." }), {
      description: "Where bumps sit along each dimension.", default: [-2, -1, 0, 1, 2], minItems: 1,
    }),
    width: positive("Width of a bump.", 1),
  }, ({ features, centers, width, ...ball }) => (features === "bumps" ? vaml({ ...ball, features: bumps({ centers, width }) }) : vaml(ball))),
  lossPlugin("lipschitzVaml", "Worst error over Lipschitz values: squared Wasserstein-1 distance from each outcome", {
    constant: positive("Lipschitz constant.", 1),
  }, (options) => lipschitzVaml(options)),
  lossPlugin("boundedVaml", "Worst error over bounded values: squared L1 distance from each outcome", {
    bound: positive("Bound of the values.", 1),
  }, boundedVaml),
  lossPlugin("iterVaml", "Squared error of the expected next value, of the planner's present value function", {}, iterVaml),
  lossPlugin("calibratedVaml", "The same by samples of the model, with its bias corrected", {
    samples: count("Samples of the model for each transition.", 4),
    correction: flag({ description: "Correct the bias; needs at least 2 samples.", default: true }),
  }, calibratedVaml),
  lossPlugin("expectedSampledVaml", "What the uncorrected loss by samples is on average: its bias, to be seen", {
    samples: count("Samples of the model for each transition.", 1),
  }, expectedSampledVaml),
  lossPlugin("vagram", "Squared error of the next state, weighted by the slope of the value", {}, vagram),
  lossPlugin("paml", "Error of the policy gradient with a fixed critic, one step ahead", { relative }, paml),
  lossPlugin("valueEquivalence", "Squared error of the Bellman backups of some value functions", {
    values: list(list(number({ description: "v(x)" }), { description: "v of every state.", minItems: 1 }), {
      description: "Value functions, written out; the planner's features where there are none.", default: [],
    }),
  }, ({ values }) => (values.length > 0 ? valueEquivalence({ values }) : valueEquivalence())),
  lossPlugin("optimalModelDesign", "Bellman error in the world of the Q planned in the model, differentiated implicitly", {
    sweeps: count("Backups of Q in the present model before it is differentiated through.", 20, 0),
    iterations: count("Steps of the conjugate gradients.", 50),
  }, optimalModelDesign),
];

/** Likelihood with the weights of GAMPS, which bring along how they are computed. */
const weightedLikelihoodPlugin = lossPlugin("weightedLikelihood", "Likelihood of transitions by what they matter to the policy gradient", {
  norm: choice(["1", "2", "Infinity"], { description: "Norm of the scores.", default: "2" }),
}, ({ norm }, problem) => Object.freeze({ ...weightedLikelihood(), column: gampsWeights(problem, { norm: Number(norm) }) }));

const forFiniteWorlds: readonly LossPlugin[] = [
  finitePlugin("kernelVaml", "Worst error over a ball of a Gaussian kernel's space on numbered states", {
    width: positive("Width of the kernel, in states.", 1), radius: positive("Bound of the norm.", 1),
  }, ({ width, radius }, { observation }) => kernelVaml({ kernel: gaussianKernel(observation.count, width), radius })),
  finitePlugin("fullPaml", "Error of the exact policy gradient in the model", { relative },
    (options, problem) => fullPaml(problem, options)),
  finitePlugin("fixedCriticPaml", "The same with the planner's critic: only state distributions are compared", { relative },
    (options, problem) => fixedCriticPaml(problem, options)),
  finitePlugin("nStepValueEquivalence", "Squared error of several Bellman backups in a row under some policies", {
    steps: count("Backups in a row.", 2), policyCount, valueCount: count("Random value functions.", 20), seed,
  }, (options, problem) => nStepValueEquivalence(problem, {
    steps: options.steps, policies: policiesFor(problem, options),
    values: randomValues(problem, options.valueCount, options.seed),
  })),
  finitePlugin("properValueEquivalence", "Policies are worth in the model what they are worth in the world", {
    policyCount, seed,
  },
    (options, problem) => properValueEquivalence(problem, { policies: policiesFor(problem, options) })),
  finitePlugin("distributionalEquivalence", "The same for moments of the return: variances count", {
    moments: count("How many moments.", 2), policyCount, seed,
    independentReward: flag({ description: "Take reward and next state as independent.", default: false }),
  }, (options, problem) => distributionalEquivalence(problem, { ...options, policies: policiesFor(problem, options) })),
];

/** What experiment files and command lines can name. */
export const plugins: readonly LossPlugin[] = [...forAnyWorld, weightedLikelihoodPlugin, ...forFiniteWorlds];
