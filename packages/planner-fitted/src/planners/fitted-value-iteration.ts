import { oneHotFeatures, polynomialFeatures } from "@worldwise/data";
import type { Discrete, Lanes, Outcome, Planner, Random, Space, StateTree } from "@worldwise/protocol";
import { allocate, definePlanner, loadTree, WorldwiseError } from "@worldwise/protocol";
import { checkAtLeast } from "../check-options.ts";
import { linearRegression } from "../regression/linear-regression.ts";
import type { Regression, Regressor, Samples } from "../regression/regressor.ts";
import type { Backups } from "./backups.ts";
import { areFinite, backupCount, backups, isFiniteUpTo, writeTargets } from "./backups.ts";
import type { FittedOptions } from "./fitted-options.ts";
import { withDefaults } from "./fitted-options.ts";
import type { FittedProblem } from "./fitted-problem.ts";
import { checkFitted, packageName } from "./fitted-problem.ts";
import type { FittedWord, Predict } from "./greedy-faces.ts";
import { fittedDecision, fittedWords, greedyPolicy, growingScratch } from "./greedy-faces.ts";
import type { Offer } from "./sampling.ts";
import { fillFromModel, newestObservations } from "./sampling.ts";

/** Where the base points of fitted value iteration come from. */
export type BaseSource = "uniform" | "data";
/** The faces that base points and their successors need. */
export type BaseNeed<Base extends BaseSource> = Base extends "data" ? "data" | "dynamics" : "dynamics";

/** Options of {@link fittedValueIteration}. */
export interface FittedValueIterationOptions<Base extends BaseSource = BaseSource, State extends StateTree = StateTree>
  extends Pick<FittedOptions, "iterations" | "tolerance" | "explore"> {
  /** How V is fitted, and Q. Default: a table of states that can be counted, else polynomials of degree 3. */
  readonly regressor?: Regressor<State>;
  /** `uniform`: between bounds, drawn anew by each plan. `data`: the newest states of the data. Default `uniform`. */
  readonly base?: Base;
  /** N: base points, at least 1. Default 100. */
  readonly basePoints?: number;
  /** M: successors that the model is asked for, of each base point and action; at least 1. Default 10. */
  readonly successors?: number;
  /** `[D]` Bounds of uniform base points, finite. Default: those of the observations. */
  readonly low?: readonly number[];
  /** `[D]` */
  readonly high?: readonly number[];
}

/** V and Q, and how much work they were. */
export type FittedValueIterationState<State extends StateTree = StateTree> = {
  /** The function V. */
  value: State;
  /** The functions Q(·, a). */
  actionValue: State;
  /** Iterations of all calls of `plan`. */
  iterations: number;
};

/** Learns V by asking a model. */
export type FittedValueIteration<O extends Space, Base extends BaseSource = "uniform", State extends StateTree = StateTree> =
  Planner<O, Discrete, FittedValueIterationState<State>, BaseNeed<Base>, FittedWord>;

/**
 * Fitted value iteration with a generative model.
 *
 *   V(x_i) ← regression on max_a 1/M Σ_j r_ij(a) + γ V(y_ij(a)),   y_ij(a) ~ P(·|x_i, a),   i = 1 … N,   j = 1 … M
 *
 * Base points and successors are drawn once for each `plan` and serve all its iterations (the single-sample variant). Begins with
 * the V it has, at first 0. At the end Q(·, a) is fitted to the last backups, so that policy and decision need no model; in the
 * paper the policy asks the model. `value` is the fitted V; `actionValue` and the policy are those of the fitted Q.
 * Source: Munos and Szepesvári (2008), Finite-time bounds for fitted value iteration, JMLR 9, section 3. Throws `bad-options`,
 * `wrong-space`.
 */
export function fittedValueIteration<O extends Space, Base extends BaseSource = "uniform", State extends StateTree = StateTree>(
  problem: FittedProblem<O>, options: FittedValueIterationOptions<Base, State> = {},
): FittedValueIteration<O, Base, State> {
  checkFitted(problem);
  const chosen = withDefaults({ ...options, successors: options.successors ?? 10, iterations: options.iterations ?? 20 });
  const regressor: Regressor = options.regressor ?? linearRegression({
    features: problem.observation.kind === "discrete" ? oneHotFeatures() : polynomialFeatures(options),
  });
  const { count: actionCount } = problem.action;
  const basePoints = options.basePoints ?? 100;
  checkAtLeast("basePoints", basePoints, 1);
  checkAtLeast("successors", chosen.successors, 1);
  const values = regressor.bind({ input: problem.observation, functionCount: 1, capacity: basePoints });
  const actionValues = regressor.bind({ input: problem.observation, functionCount: actionCount, capacity: basePoints * actionCount });
  const drawBase = basePointsOf(problem, basePoints, options);
  const sizes = {
    inputSize: problem.observation.size, actionCount, capacity: basePoints * actionCount, successorCount: chosen.successors,
  };
  let room: Backups | undefined;
  const iterate = iteration(values, actionValues, actionCount, chosen);
  const valueOf = ({ value }: FittedValueIterationState): Predict =>
    (input, count, outValue) => values.predict(value, input, count, outValue);
  const actionValueOf = ({ actionValue }: FittedValueIterationState): Predict =>
    (input, count, outValue) => actionValues.predict(actionValue, input, count, outValue);
  const planner = definePlanner<O, Discrete, FittedValueIterationState, "data" | "dynamics", FittedWord>({
    name: `fitted-value-iteration ${regressor.name}`, package: packageName, spaces: problem, provides: fittedWords,
    needs: options.base === "data" ? ["data", "dynamics"] : ["dynamics"],
    init: (_, allocator) => ({ value: values.init(allocator), actionValue: actionValues.init(allocator), iterations: 0 }),
    plan(state, model: Offer<O>, random) {
      room ??= backups(sizes);
      const base = drawBase(model, random);
      fillFromModel(problem, base, model.dynamics!, random, room);
      return iterate(state, room, random);
    },
    policy: (state) => greedyPolicy(problem, chosen.explore, actionValueOf(state)),
    decision: (state) => fittedDecision(problem, chosen.explore, actionValueOf(state), valueOf(state)),
    metrics: ({ iterations }) => ({ iterations }),
  });
  return planner as FittedValueIteration<O, Base, State>; // its list of needs is that of its base, its state the regressor's
}

/** K backups of V, and then one fit of Q. */
function iteration(
  values: Regression, actionValues: Regression, actionCount: number,
  { iterations, tolerance }: Pick<Required<FittedOptions>, "iterations" | "tolerance">,
): (state: FittedValueIterationState, data: Backups, random: Random) => Outcome | undefined {
  const nextScratch = growingScratch();
  const targetScratch = growingScratch();
  return (state, data, random) => {
    const outcomes = backupCount(data) * data.successorCount;
    if (outcomes === 0) return undefined;
    if (!areFinite(data)) return "non-finite";
    const points = backupCount(data) / actionCount;
    const samples: Samples = { start: Int32Array.of(0, points), input: data.input, target: targetScratch(points) };
    const next = nextScratch(outcomes);
    let outcome: Outcome = "max-iterations";
    for (let k = 0; k < iterations; k++) {
      values.predict(state.value, data.nextInput, outcomes, next);
      if (k === 0 && !isFiniteUpTo(next, outcomes)) {
        loadTree(state.value, values.init());
        next.fill(0);
      }
      if (Number.isNaN(writeTargets(data, next, data.target))) return "non-finite";
      const change = writeBest(data.target, points, actionCount, samples.target);
      if (k === 0) values.prepare(state.value, samples);
      else if (change <= tolerance) {
        outcome = "converged";
        break;
      }
      values.fit(state.value, samples, random, false);
      state.iterations++;
    }
    actionValues.prepare(state.actionValue, data);
    actionValues.fit(state.actionValue, data, random, false);
    return outcome;
  };
}

/** max_a over rows a · P + p; returns the greatest change. */
function writeBest(target: Float64Array, points: number, actionCount: number, outBest: Float64Array): number {
  let change = 0;
  for (let p = 0; p < points; p++) {
    let best = target[p]!;
    for (let a = 1; a < actionCount; a++) best = Math.max(best, target[a * points + p]!);
    change = Math.max(change, Math.abs(best - outBest[p]!));
    outBest[p] = best;
  }
  return change;
}

type DrawBase<O extends Space> = (model: Offer<O>, random: Random) => Lanes<O>;

/** Base points as the options say. Uniform ones: one uniform for each number, or one integer for each state. */
function basePointsOf<O extends Space>(
  problem: FittedProblem<O>, count: number, { base = "uniform", low, high }: FittedValueIterationOptions,
): DrawBase<O> {
  const { observation }: FittedProblem = problem;
  if (base === "data") return (model) => newestObservations(problem, model.data!, count);
  const points = allocate(problem.observation, count);
  if (observation.kind === "discrete") {
    return (_, random) => {
      for (let p = 0; p < count; p++) points[p] = random.integer(observation.count);
      return points;
    };
  }
  const [from, to] = [low?.length ? low : observation.low, high?.length ? high : observation.high];
  const isGood = (d: number): boolean => Number.isFinite(from[d]) && Number.isFinite(to[d]) && from[d]! <= to[d]!;
  if (from.length !== observation.size || to.length !== observation.size || !from.every((_, d) => isGood(d))) {
    throw new WorldwiseError("bad-options", {
      expected: "finite bounds of the base points", got: `low [${from.join(", ")}], high [${to.join(", ")}]`,
      todo: "pass low and high, or base: \"data\"",
    });
  }
  return (_, random) => {
    for (let i = 0; i < points.length; i++) {
      const d = i % observation.size;
      points[i] = from[d]! + random.uniform() * (to[d]! - from[d]!);
    }
    return points;
  };
}
