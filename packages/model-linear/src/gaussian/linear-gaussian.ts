import type { FeatureMap } from "@worldwise/data";
import { identityFeatures } from "@worldwise/data";
import type { Box, Discrete, ModelLearner, Outcome, Problem, TransitionBatch } from "@worldwise/protocol";
import { defineModelLearner, heap } from "@worldwise/protocol";
import { areFinite, newTransitions, wentOn } from "../new-transitions.ts";
import { packageName } from "../package-name.ts";
import { requireNotNegative, requireOption } from "../require-option.ts";
import { fitGaussian } from "./fit-gaussian.ts";
import { gaussianDynamics, meanNext } from "./gaussian-dynamics.ts";
import type { GaussianShape } from "./gaussian-shape.ts";
import { addProducts, gaussianShape } from "./gaussian-shape.ts";

/** Options of {@link linearGaussian}. */
export interface LinearGaussianOptions {
  /** φ of observations. Default: (1, x). */
  readonly features?: FeatureMap;
  /** λ, at least 0. Default 1e-6. */
  readonly ridge?: number;
  /** `gaussian`: steps are drawn. `none`: steps are the mean. Default `gaussian`. */
  readonly noise?: "gaussian" | "none";
  /** Observations that are kept as places where episodes of the model begin, at least 1. Default 100. */
  readonly startCount?: number;
}

/** What a linear-Gaussian model remembers. G groups (actions that can be counted; else 1), Z inputs, T = S + 2 targets. */
export type LinearGaussianState = {
  /** The data set's clock at the last update. */
  seen: number;
  /** `[G]` Transitions of each group. */
  visits: Float64Array;
  /** `[G, Z, Z]` Σ z zᵀ */
  gram: Float64Array;
  /** `[G, Z, T]` Σ z tᵀ of the targets x' − x, reward, ended. */
  cross: Float64Array;
  /** `[S, S]` Σ (x' − x)(x' − x)ᵀ over all groups. */
  square: Float64Array;
  /** `[G, Z, T]` W */
  weight: Float64Array;
  /** `[S, S]` L with L Lᵀ = Σ: how steps scatter. */
  root: Float64Array;
  /** `[startCount, S]` The newest observations, in turn. */
  starts: Float64Array;
};

/** A learner of a linear-Gaussian model. */
export type LinearGaussianLearner<O extends Box, A extends Box | Discrete> =
  ModelLearner<O, A, LinearGaussianState, never, "dynamics" | "expectation">;

/**
 * A linear-Gaussian model of real vectors, by ridge regression.
 *
 *   x' ~ N(x + Wᵀz, Σ),   r̂ = w_rᵀz,   P(ended) = w_eᵀz cut to [0, 1],   W = (Σ zzᵀ + λI)⁻¹ Σ z (x' − x, r, ended)ᵀ
 *   Σ = 1/n Σ e eᵀ,   e = x' − x − Wᵀz
 *
 * z = φ(x) with a W for each action that can be counted; z = (φ(x), a) with one W where actions are real vectors. Σ is common to
 * all actions. Before any data the model stays where it is. Steps and means are cut to the bounds of the space. Episodes of the
 * model begin at observations that really were, the newest. After the end of an episode x' is learned like any other.
 *
 * A step draws S normal numbers for each lane (none without noise), then one uniform number. An update solves Z equations for each
 * group with new data; where inputs say the same (λ = 0) it takes the solution of least norm. Transitions that are not finite are
 * passed over, and `update` returns "non-finite". Throws `bad-options`.
 *
 * Source: the multivariate linear model of maximum likelihood; Bishop (2006), Pattern Recognition and Machine Learning, section 3.1.
 */
export function linearGaussian<O extends Box, A extends Box | Discrete>(
  problem: Problem<O, A>, options: LinearGaussianOptions = {},
): LinearGaussianLearner<O, A> {
  const { features: map = identityFeatures(), ridge = 1e-6, noise = "gaussian", startCount = 100 } = options;
  requireNotNegative("ridge", ridge);
  requireOption(Number.isInteger(startCount) && startCount >= 1, "startCount", "a whole number of at least 1", startCount);
  const shape = gaussianShape(problem, map);
  const { groupCount, inputSize, targetSize, stateSize } = shape;
  const readNew = newTransitions(problem);
  const learn = learner(problem, shape, startCount);
  const fit = fitGaussian(shape, ridge);
  const before = new Float64Array(groupCount);
  return defineModelLearner({
    name: "linearGaussian", package: packageName, spaces: problem, needs: [], provides: ["dynamics", "expectation"],
    init: (_random, allocator = heap): LinearGaussianState => ({
      seen: 0, visits: allocator("float64", groupCount), gram: allocator("float64", groupCount * inputSize * inputSize),
      cross: allocator("float64", groupCount * inputSize * targetSize), square: allocator("float64", stateSize * stateSize),
      weight: allocator("float64", groupCount * inputSize * targetSize), root: allocator("float64", stateSize * stateSize),
      starts: allocator("float64", startCount * stateSize),
    }),
    update(state, data): Outcome | undefined {
      before.set(state.visits);
      const outcome = readNew(state, data, learn);
      return fit(state, before) ? outcome : "non-finite";
    },
    model(state) {
      return {
        dynamics: gaussianDynamics(problem, shape, state, noise === "gaussian"),
        expectation: { next: meanNext(problem, shape, state) },
      };
    },
    metrics: ({ visits, root }) => ({
      transitions: visits.reduce((sum, count) => sum + count, 0),
      meanVariance: root.reduce((sum, entry) => sum + entry * entry, 0) / stateSize,
    }),
  });
}

function learner<O extends Box, A extends Box | Discrete>(
  { discount }: Problem<O, A>, shape: GaussianShape, startCount: number,
): (state: LinearGaussianState, one: TransitionBatch<O, A>) => boolean {
  const { inputSize, targetSize, stateSize } = shape;
  const [input, target] = [new Float64Array(inputSize), new Float64Array(targetSize)];
  return (state, one) => {
    const group = shape.write(one.observation, one.action, 0, input);
    for (let d = 0; d < stateSize; d++) target[d] = one.nextObservation[d]! - one.observation[d]!;
    target[stateSize] = one.reward[0]!;
    target[stateSize + 1] = Number(!wentOn(one, discount));
    if (!areFinite(input) || !areFinite(target)) return false;
    addProducts(state.gram.subarray(group * inputSize * inputSize), input, input, inputSize);
    addProducts(state.cross.subarray(group * inputSize * targetSize), input, target, targetSize);
    addProducts(state.square, target, target, stateSize, stateSize);
    const place = state.visits.reduce((sum, count) => sum + count, 0) % startCount;
    for (let d = 0; d < stateSize; d++) state.starts[place * stateSize + d] = one.observation[d]!;
    state.visits[group]!++;
    return true;
  };
}
