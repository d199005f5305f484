import type { Discrete, Outcome, Planner, Random, Space, StateTree } from "@worldwise/protocol";
import { definePlanner, heap } from "@worldwise/protocol";
import { extraTrees } from "../regression/extra-trees.ts";
import type { Regression, Regressor } from "../regression/regressor.ts";
import type { Backups } from "./backups.ts";
import { areFinite, backupCount, writeTargets } from "./backups.ts";
import type { FittedOptions } from "./fitted-options.ts";
import { withDefaults } from "./fitted-options.ts";
import type { FittedProblem } from "./fitted-problem.ts";
import { checkFitted, packageName } from "./fitted-problem.ts";
import type { FittedWord, Predict } from "./greedy-faces.ts";
import { fittedDecision, fittedWords, greedyPolicy, growingScratch, writeMaxima } from "./greedy-faces.ts";
import type { Offer, SampleNeed, SampleSource } from "./sampling.ts";
import { needsOf, samplerOf } from "./sampling.ts";

/** Options of {@link boostedFittedQ}. `iterations` is 20 by default: each keeps a regression of its own. */
export interface BoostedFittedQOptions<Source extends SampleSource = SampleSource, State extends StateTree = StateTree>
  extends FittedOptions<Source> {
  /** How residuals are fitted. Default {@link extraTrees} with leaves of many samples: weak ones. */
  readonly regressor?: Regressor<State>;
}

/** Q = Σ_k stage_k. */
export type BoostedFittedQState<State extends StateTree = StateTree> = {
  /** `[iterations]` */
  stages: State[];
  /** Stages in use. */
  stageCount: number;
  /** `[iterations]` Root mean square of what each stage was fitted to, y_i − Q_k(x_i, a_i). */
  residual: Float64Array;
  /** `[iterations]` The same after it: y_i − Q_\{k+1\}(x_i, a_i), the y_i being those of before. */
  remainder: Float64Array;
};

/** Learns Q as a sum of regressions. */
export type BoostedFittedQ<O extends Space, Source extends SampleSource = "data", State extends StateTree = StateTree> =
  Planner<O, Discrete, BoostedFittedQState<State>, SampleNeed<Source>, FittedWord>;

/**
 * Boosted fitted Q-iteration: every iteration fits what is left of the Bellman residual, and adds it.
 *
 *   Q_\{k+1\} = Q_k + ρ_k,   ρ_k = regression on y_i − Q_k(x_i, a_i),   y_i = r_i + discount_i · max_b Q_k(x'_i, b)
 *
 * Each `plan` begins with Q = 0. Outcomes as in `fittedQ`; `converged` where no residual exceeds `tolerance`. With a class that
 * can fit everything it is fitted Q-iteration. Source: Tosatto, Pirotta, D'Eramo and Restelli (2017), Boosted fitted Q-iteration,
 * ICML, algorithm 1. Throws `bad-options`, `wrong-space`.
 */
export function boostedFittedQ<O extends Space, Source extends SampleSource = "data", State extends StateTree = StateTree>(
  problem: FittedProblem<O>, options: BoostedFittedQOptions<Source, State> = {},
): BoostedFittedQ<O, Source, State> {
  checkFitted(problem);
  const chosen = withDefaults({ ...options, iterations: options.iterations ?? 20 });
  const { count: actionCount } = problem.action;
  const regressor: Regressor = options.regressor ?? extraTrees({ treeCount: 10, minimumSplit: 50, minimumLeaf: 10 });
  const regression = regressor.bind({ input: problem.observation, functionCount: actionCount, capacity: chosen.capacity });
  const sample = samplerOf(problem, chosen);
  const iterate = boosting(regression, actionCount, chosen.tolerance);
  const actionValueOf = (state: BoostedFittedQState): Predict => sumOfStages(regression, actionCount, state);
  const planner = definePlanner<O, Discrete, BoostedFittedQState, "data" | "dynamics", FittedWord>({
    name: `boosted-fitted-q ${regressor.name}`, package: packageName, spaces: problem, needs: needsOf(chosen.source),
    provides: fittedWords,
    init: (_, allocator = heap) => ({
      stages: Array.from({ length: chosen.iterations }, () => regression.init(allocator)), stageCount: 0,
      residual: allocator("float64", chosen.iterations), remainder: allocator("float64", chosen.iterations),
    }),
    plan: (state, model: Offer<O>, random) => iterate(state, sample(model, random), random),
    policy: (state) => greedyPolicy(problem, chosen.explore, actionValueOf(state)),
    decision: (state) => fittedDecision(problem, chosen.explore, actionValueOf(state)),
    metrics: ({ stageCount, residual }) => ({ stageCount, residual: stageCount > 0 ? residual[stageCount - 1]! : 0 }),
  });
  return planner as BoostedFittedQ<O, Source, State>; // its list of needs is the source's, and its state the regressor's
}

function sumOfStages(regression: Regression, actionCount: number, state: BoostedFittedQState): Predict {
  const scratch = growingScratch();
  return (input, count, outValue) => {
    outValue.fill(0, 0, count * actionCount);
    const { stages, stageCount } = state;
    const values = scratch(count * actionCount);
    for (let k = 0; k < stageCount; k++) addStage(regression, stages[k]!, { input, count, actionCount }, values, outValue);
  };
}

/** `count` inputs at which M functions are asked for. */
interface Asked {
  readonly input: Float64Array;
  readonly count: number;
  readonly actionCount: number;
}

/** outSum += the values of one stage, `[B, M]`. Overwrites `scratch`. */
function addStage(
  regression: Regression, stage: StateTree, { input, count, actionCount }: Asked, scratch: Float64Array, outSum: Float64Array,
): void {
  regression.predict(stage, input, count, scratch);
  for (let i = 0; i < count * actionCount; i++) outSum[i]! += scratch[i]!;
}

/** K stages. Q at all pairs and successors is kept as a running sum. */
function boosting(
  regression: Regression, actionCount: number, tolerance: number,
): (state: BoostedFittedQState, data: Backups, random: Random) => Outcome | undefined {
  return (state, data, random) => {
    const pairs = backupCount(data);
    const outcomes = pairs * data.successorCount;
    if (pairs === 0) return undefined;
    if (!areFinite(data)) return "non-finite";
    const [here, next] = [new Float64Array(pairs * actionCount), new Float64Array(outcomes * actionCount)];
    const [nextValue, goal] = [new Float64Array(outcomes), new Float64Array(pairs)];
    const scratch = new Float64Array(outcomes * actionCount);
    state.stageCount = 0;
    for (const stage of state.stages) {
      writeMaxima(next, actionCount, outcomes, nextValue);
      if (Number.isNaN(writeTargets(data, nextValue, goal))) return "non-finite";
      const { greatest, meanSquare } = writeResiduals(data, goal, here, actionCount);
      if (greatest <= tolerance) return "converged";
      regression.prepare(stage, data);
      regression.fit(stage, data, random, false);
      addStage(regression, stage, { input: data.input, count: pairs, actionCount }, scratch, here);
      state.residual[state.stageCount] = Math.sqrt(meanSquare);
      state.remainder[state.stageCount++] = Math.sqrt(writeResiduals(data, goal, here, actionCount).meanSquare);
      addStage(regression, stage, { input: data.nextInput, count: outcomes, actionCount }, scratch, next);
    }
    return "max-iterations";
  };
}

/** Targets of the next stage: y_i − Q(x_i, a_i). */
function writeResiduals(
  { start, target }: Backups, goal: Float64Array, here: Float64Array, actionCount: number,
): { readonly greatest: number; readonly meanSquare: number } {
  let greatest = 0;
  let squares = 0;
  for (let a = 0; a < actionCount; a++) {
    for (let i = start[a]!; i < start[a + 1]!; i++) {
      target[i] = goal[i]! - here[i * actionCount + a]!;
      greatest = Math.max(greatest, Math.abs(target[i]!));
      squares += target[i]! * target[i]!;
    }
  }
  return { greatest, meanSquare: squares / start[actionCount]! };
}
