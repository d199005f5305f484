import type { FeatureMap, Features, LinearExpectation } from "@worldwise/data";
import type { Allocator, Discrete, ModelLearner, Outcome, Problem, Space, TransitionBatch } from "@worldwise/protocol";
import { defineModelLearner, heap } from "@worldwise/protocol";
import { areFinite, newTransitions, wentOn } from "../new-transitions.ts";
import { packageName } from "../package-name.ts";
import { requireNotNegative, requireOption } from "../require-option.ts";
import { symmetricSolver } from "../symmetric-solver.ts";
import { expectedFeatures } from "./expected-features.ts";
import type { LinearMoments } from "./moments.ts";
import { addMoment, linearMoments } from "./moments.ts";
import { linearStability } from "./stability.ts";

/** Options of {@link linearExpectation}. */
export interface LinearExpectationOptions {
  /** φ of observations. */
  readonly features: FeatureMap;
  /** `online`: one gradient step for each transition. `batch`: least squares of all of them. Default `online`. */
  readonly method?: "online" | "batch";
  /** α of `online`, above 0. Default 0.1, for features whose squares sum to about 1. */
  readonly stepSize?: number;
  /** λ of `batch`, at least 0. Default 1e-6. */
  readonly ridge?: number;
  /** `separate`: a model for each action, to find good ones. `shared`: one for all, to evaluate the behavior. Default `separate`. */
  readonly actions?: "separate" | "shared";
}

/** What a linear expectation model remembers. */
export type LinearExpectationState = {
  /** The data set's clock at the last update. */
  seen: number;
  /** `[M]` Transitions of each action. */
  visits: Float64Array;
  /** `[M, K, K]` Row i of an action: what feature i leads to. */
  transition: Float64Array;
  /** `[M, K]` */
  reward: Float64Array;
  /** Of each action, for `batch`; none for `online`. */
  moments: LinearMoments[];
};

/** A learner of a linear model of features. */
export type LinearExpectationLearner<O extends Space> =
  ModelLearner<O, Discrete, LinearExpectationState, never, "linearExpectation" | "expectation">;

/**
 * A linear model of what is expected to follow on features: F_a and b_a for each action.
 *
 *   online: e = φ(x') − F φ(x);   F += α e φ(x)ᵀ,   b += α (r − bᵀφ(x)) φ(x)
 *   batch:  Fᵀ = (C + λI)⁻¹ N,   b = (C + λI)⁻¹ d,   C = Σ φφᵀ, N = Σ φφ'ᵀ, d = Σ φr
 *
 * φ(x') = 0 after a transition that ended the episode. Before any data the model is 0. Planning needs expectations alone where
 * values are linear in φ; `linearDynaPlanner` of planner-fitted reads the face `linearExpectation`. The face `expectation` takes
 * and gives features `[B, K]`, float64, not observations.
 *
 * An update of `batch` solves a K × K system for each action that has new data; where features say the same (singular C, λ = 0)
 * it takes the solution of least norm. A step of `online` costs K for each feature that is not 0. Transitions that are not finite
 * are passed over, and `update` returns "non-finite"; so it does when `online` has grown past every bound, for too large an α.
 *
 * `metrics` has the spectral radius of γF, for up to 64 features: planning settles only where it is below 1.
 *
 * @example
 * ```ts
 * import { datasetOf, identityFeatures } from "@worldwise/data";
 * import { philox, seedKey } from "@worldwise/math";
 * import { linearExpectation } from "@worldwise/model-linear";
 * import { box, discrete, transitionBatch } from "@worldwise/protocol";
 *
 * const problem = { observation: box("float64", [-9], [9]), action: discrete(1), discount: 0.9 };
 * const data = transitionBatch(problem, 3);
 * data.size = 3;
 * data.observation.set([1, 2, 4]); // x' = x / 2,  r = 3 x
 * data.nextObservation.set([0.5, 1, 2]);
 * data.reward.set([3, 6, 12]);
 * data.discount.fill(0.9);
 *
 * const learner = linearExpectation(problem, { features: identityFeatures({ constant: false }), method: "batch", ridge: 0 });
 * const random = philox.streams(seedKey(1), 1).lane(0);
 * const state = learner.init(random);
 * learner.update(state, datasetOf(data), {}, random);
 * console.log(state.transition[0], state.reward[0]); // 0.5 3
 * ```
 *
 * Source: Sutton, Szepesvári, Geramifard and Bowling (2008), Dyna-style planning with linear function approximation, algorithm 1.
 */
export function linearExpectation<O extends Space>(
  problem: Problem<O, Discrete>, options: LinearExpectationOptions,
): LinearExpectationLearner<O> {
  const { method = "online", stepSize = 0.1, ridge = 1e-6, actions = "separate" } = options;
  requireOption(stepSize > 0 && stepSize < Infinity, "stepSize", "a finite number above 0", stepSize);
  requireNotNegative("ridge", ridge);
  const features = options.features.bind(problem.observation);
  const actionCount = actions === "shared" ? 1 : problem.action.count;
  const modelOf = ({ transition, reward }: LinearExpectationState): LinearExpectation =>
    ({ featureSize: features.size, actionCount, discount: problem.discount, transition, reward });
  return defineModelLearner({
    name: "linearExpectation", package: packageName, spaces: problem, needs: [], provides: ["linearExpectation", "expectation"],
    init: (_random, allocator = heap) => emptyState(features.size, actionCount, method, allocator),
    update: method === "online" ? online(problem, features, actionCount, stepSize) : batch(problem, features, actionCount, ridge),
    model(state) {
      const model = modelOf(state);
      return { linearExpectation: model, expectation: expectedFeatures(model) };
    },
    metrics(state) {
      const transitions = state.visits.reduce((sum, count) => sum + count, 0);
      return features.size > 64 ? { transitions } : { transitions, spectralRadius: linearStability(modelOf(state)).spectralRadius };
    },
  });
}

function emptyState(
  size: number, actionCount: number, method: "online" | "batch", allocator: Allocator,
): LinearExpectationState {
  return {
    seen: 0, visits: allocator("float64", actionCount), transition: allocator("float64", actionCount * size * size),
    reward: allocator("float64", actionCount * size),
    moments: method === "online" ? [] : Array.from({ length: actionCount }, () => linearMoments(size, allocator)),
  };
}

type Update<O extends Space> = LinearExpectationLearner<O>["update"];

/** Reads one transition as features; answers false where it is not finite. */
function featureReader<O extends Space>(
  { discount }: Problem<O, Discrete>, features: Features, feature: Float64Array, nextFeature: Float64Array,
): (one: TransitionBatch<O, Discrete>) => boolean {
  return (one) => {
    features.write(one.observation, 0, feature);
    if (wentOn(one, discount)) features.write(one.nextObservation, 0, nextFeature);
    else nextFeature.fill(0);
    return Number.isFinite(one.reward[0]) && areFinite(feature) && areFinite(nextFeature);
  };
}

function online<O extends Space>(
  problem: Problem<O, Discrete>, features: Features, actionCount: number, stepSize: number,
): Update<O> {
  const [feature, nextFeature] = [new Float64Array(features.size), new Float64Array(features.size)];
  const [readNew, read] = [newTransitions(problem), featureReader(problem, features, feature, nextFeature)];
  const learn = (state: LinearExpectationState, one: TransitionBatch<O, Discrete>): boolean => {
    if (!read(one)) return false;
    const action = actionCount === 1 ? 0 : one.action[0]!;
    state.visits[action]!++;
    return leastMeanSquares(state, action, stepSize, feature, nextFeature, one.reward[0]!);
  };
  return (state, data) => readNew(state, data, learn);
}

/** One gradient step, in place: nextFeature becomes the error e. Answers false where the model has left the finite numbers. */
function leastMeanSquares(
  { transition, reward: rewards }: LinearExpectationState, action: number, stepSize: number,
  feature: Float64Array, nextFeature: Float64Array, reward: number,
): boolean {
  const size = feature.length;
  const from = action * size;
  let error = reward;
  for (let i = 0; i < size; i++) {
    if (feature[i] === 0) continue;
    const row = (from + i) * size;
    for (let k = 0; k < size; k++) nextFeature[k]! -= feature[i]! * transition[row + k]!;
    error -= feature[i]! * rewards[from + i]!;
  }
  for (let i = 0; i < size; i++) {
    if (feature[i] === 0) continue;
    const row = (from + i) * size;
    for (let k = 0; k < size; k++) transition[row + k]! += stepSize * feature[i]! * nextFeature[k]!;
    rewards[from + i]! += stepSize * feature[i]! * error;
  }
  return Number.isFinite(error) && areFinite(nextFeature);
}

function batch<O extends Space>(
  problem: Problem<O, Discrete>, features: Features, actionCount: number, ridge: number,
): Update<O> {
  const { size } = features;
  const [feature, nextFeature] = [new Float64Array(size), new Float64Array(size)];
  const [readNew, read] = [newTransitions(problem), featureReader(problem, features, feature, nextFeature)];
  const [solveTransition, solveReward] = [symmetricSolver(size, size), symmetricSolver(size, 1)];
  const changed = new Uint8Array(actionCount);
  const learn = (state: LinearExpectationState, one: TransitionBatch<O, Discrete>): boolean => {
    if (!read(one)) return false;
    const action = actionCount === 1 ? 0 : one.action[0]!;
    state.visits[action]!++;
    changed[action] = 1;
    addMoment(state.moments[action]!, feature, nextFeature, one.reward[0]!);
    return true;
  };
  const refit = (state: LinearExpectationState, action: number): boolean => {
    const { gram, next, reward } = state.moments[action]!;
    const transition = state.transition.subarray(action * size * size, (action + 1) * size * size);
    const weight = state.reward.subarray(action * size, (action + 1) * size);
    return solveTransition(gram, ridge, next, transition) !== "non-finite" && solveReward(gram, ridge, reward, weight) !== "non-finite";
  };
  return (state, data) => {
    changed.fill(0);
    let outcome: Outcome | undefined = readNew(state, data, learn);
    for (let a = 0; a < actionCount; a++) if (changed[a] === 1 && !refit(state, a)) outcome = "non-finite";
    return outcome;
  };
}
