import type { Discrete, OptionSchema, Planner, Plugin } from "@worldwise/protocol";
import { createComponent, definePlanner, definePlugin, heap, integer, number, optionSchema } from "@worldwise/protocol";
import { meanAbsolute } from "./action-values.ts";
import type { DeflationOptions } from "./deflated-value-iteration.ts";
import { checkRank, deflationFields } from "./deflated-value-iteration.ts";
import type { Deflation } from "./deflation.ts";
import { deflation, deflationOperators } from "./deflation.ts";
import { givenProbabilities, probabilitiesField } from "./given-policy.ts";
import { stepSizeField } from "./planner-options.ts";
import { tablePolicy } from "./policies.ts";
import { fixedProbabilities } from "./selection.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import { checkTabular, checkWorld, packageName } from "./tabular-problem.ts";
import { transitionProducts } from "./task-product.ts";

/** Options of {@link deflatedTdPrediction}. */
export interface DeflatedTdPredictionOptions extends DeflationOptions {
  /** Step size of z, in (0, 1]. Default 0.3. */
  readonly stepSize?: number;
  /** α in (0, 1]: how much of the dominant directions is deflated. Default 0.9. */
  readonly deflate?: number;
  /** Calls of `plan` from one look at the model to the next, at least 1. Default 10. */
  readonly refreshEvery?: number;
  /** `[N, M]` π(a|x), row by row; each row sums to 1. Default: empty, which means uniform. */
  readonly probabilities?: readonly number[];
}

/** V, the table z that samples move, and the directions in between. */
export type DeflatedTdPredictionState = {
  /** `[N]` V = (I − α γ E)⁻¹ z */
  value: Float64Array;
  /** `[N]` z */
  deflated: Float64Array;
  deflation: Deflation;
  /** Calls of `plan`. */
  planCount: number;
};

/** Learns V of one policy with the slow directions taken from a model, and follows that policy. */
export type DeflatedTdPrediction =
  Planner<Discrete, Discrete, DeflatedTdPredictionState, "mdp", "discount" | "value" | "valueTable" | "policy">;

const options: OptionSchema<Required<DeflatedTdPredictionOptions>> = optionSchema({
  stepSize: stepSizeField(0.3),
  deflate: number({
    description: "how much of the dominant directions is deflated, α", default: 0.9, exclusiveMinimum: 0, maximum: 1,
  }),
  refreshEvery: integer({ description: "plans from one look at the model to the next", default: 10, minimum: 1 }),
  probabilities: probabilitiesField, ...deflationFields(20),
});

/** {@link deflatedTdPrediction} by name. */
export const deflatedTdPredictionPlugin:
  Plugin<"planner", Required<DeflatedTdPredictionOptions>, TabularProblem, DeflatedTdPrediction> =
  definePlugin({
    role: "planner", name: "deflatedTdPrediction",
    about: "Deflated dynamics TD(0): the value of one policy, slow directions from a model",
    options, create,
  });

/**
 * Deflated dynamics temporal differences (DDTD): the value of one policy from samples, with E from a learned model.
 *
 *   z(x) += stepSize · (α (r + discount · V(x') − γ (E V)(x)) + (1 − α) V(x) − z(x)),   V = (I − α γ E)⁻¹ z
 *
 * E is the part of the model's P^π on its `rank` dominant directions; `plan` looks for it anew every `refreshEvery` calls, and
 * z is then written in the new directions, V stays. Its fixed point is that of TD(0), V^π, whatever E is. Until the first plan
 * E is 0, which is TD(0) with step size α · stepSize. Each transition costs rank · N. Where I − α γ E has no inverse, `plan`
 * takes E = 0 until it looks again, and says "non-finite". Throws `bad-options` and `bad-policy`; `plan` throws `wrong-world`.
 *
 * Source: Lee, Rakhsha, Ryu, Farahmand (2025), Deflated dynamics value iteration, TMLR; defaults as in the authors' released
 * code.
 * Differs: E = Q R Qᵀ as in `deflatedValueIteration`.
 */
export function deflatedTdPrediction(problem: TabularProblem, chosen: DeflatedTdPredictionOptions = {}): DeflatedTdPrediction {
  return createComponent(deflatedTdPredictionPlugin, chosen, problem);
}

function create(chosen: Required<DeflatedTdPredictionOptions>, problem: TabularProblem): DeflatedTdPrediction {
  checkTabular(problem);
  const { rank, subspaceSteps, stepSize, deflate, refreshEvery } = chosen;
  const { observation: { count: stateCount }, action: { count: actionCount }, discount } = problem;
  checkRank(rank, stateCount, "the number of states");
  const probability = givenProbabilities(problem, chosen.probabilities);
  const selection = fixedProbabilities(actionCount, probability);
  const [operators, products] = [deflationOperators(stateCount, rank), transitionProducts()];
  const [image, noValues] = [new Float64Array(stateCount), new Float64Array(0)];
  return definePlanner({
    name: "deflated-td-prediction", package: packageName, spaces: problem, needs: ["mdp"],
    provides: ["discount", "value", "valueTable", "policy"],
    init: (random, allocator = heap): DeflatedTdPredictionState => ({
      value: allocator("float64", stateCount), deflated: allocator("float64", stateCount),
      deflation: deflation(stateCount, rank, random, allocator), planCount: 0,
    }),
    learn(state, batch) {
      const { value, deflated } = state;
      for (let b = 0; b < batch.size; b++) {
        const from = batch.observation[b]!;
        const target = batch.reward[b]! + batch.discount[b]! * value[batch.nextObservation[b]!]!;
        operators.apply(state.deflation, value, image);
        deflated[from]! += stepSize * (deflate * (target - discount * image[from]!)
          + (1 - deflate) * value[from]! - deflated[from]!);
        value.set(deflated);
        operators.resolve(state.deflation, deflate * discount, value);
      }
      return undefined;
    },
    plan(state, { mdp }) {
      checkWorld(problem, mdp);
      if (state.planCount++ % refreshEvery !== 0) return undefined;
      products.read(mdp);
      operators.refine(state.deflation, (vector, out) => { products.product(probability, vector, out); },
        { maxSteps: subspaceSteps, tolerance: 1e-8 });
      return reexpress(state);
    },
    policy: () => tablePolicy(selection, noValues),
    decision: ({ value }) => ({
      discount, valueTable: value, policy: tablePolicy(selection, noValues),
      value: {
        evaluate(observation, outValue) {
          for (let b = 0; b < outValue.length; b++) outValue[b] = value[observation[b]!]!;
        },
      },
    }),
    metrics: ({ value }) => ({ meanAbsoluteValue: meanAbsolute(value) }),
  });

  /** z = (I − α γ E) V, if that can be undone; else no directions. */
  function reexpress({ deflation: found, value, deflated }: DeflatedTdPredictionState): "non-finite" | undefined {
    operators.apply(found, value, image);
    for (let s = 0; s < stateCount; s++) deflated[s] = value[s]! - deflate * discount * image[s]!;
    image.set(deflated);
    if (operators.resolve(found, deflate * discount, image)) return undefined;
    found.matrix.fill(0);
    deflated.set(value);
    return "non-finite";
  }
}
