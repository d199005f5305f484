import type { Discrete, ModelFaces, ModelLearner, Problem, TransitionBatch } from "@worldwise/protocol";
import { defineModelLearner, heap } from "@worldwise/protocol";
import type { MixtureBasis } from "../mixture/mixture-basis.ts";
import { tabularBasis } from "../mixture/mixture-basis.ts";
import { newTransitions, wentOn } from "../new-transitions.ts";
import { packageName } from "../package-name.ts";
import { requireNotNegative, requireOption, requirePositive } from "../require-option.ts";
import type { ConfidenceOptions, ValueRegression, ValueRegressionState } from "./value-regression.ts";
import { confidenceRadius, valueRegression } from "./value-regression.ts";

/** Options of {@link valueTargetedRegression}. */
export interface ValueTargetedOptions {
  /** H: steps of an episode, at least 1. */
  readonly horizon: number;
  /** P = Σ_j θ_j P_j. Default: every table. */
  readonly basis?: MixtureBasis;
  /** `[N·M]` Expected rewards, where they are known, as in the paper. Default: learned, optimistically. */
  readonly reward?: Float64Array;
  /** Rewards lie in [0, rewardBound]; above 0. Default 1. */
  readonly rewardBound?: number;
  /** λ above 0. Default 1. */
  readonly ridge?: number;
  /** δ in (0, 1). Default 0.05. The paper takes 1 / episodes. */
  readonly delta?: number;
  /** Multiplies the radius of the confidence set, at least 0. Default 1: what is proved. */
  readonly radiusScale?: number;
  /** Lanes that take turns in the data, at least 1. Default 1. */
  readonly lanes?: number;
}

/** What value-targeted regression remembers. */
export type ValueTargetedState = {
  /** The data set's clock at the last update. */
  seen: number;
  /** `[lanes]` Steps since the episode of each lane began. */
  stage: Int32Array;
  regression: ValueRegressionState;
  /** `[N·M]` */
  visits: Float64Array;
  /** `[N·M]` Mean rewards. */
  reward: Float64Array;
};

/** A learner of a set of plausible models, told the values of every stage. */
export type ValueTargetedRegression = ModelLearner<Discrete, Discrete, ValueTargetedState, "stageValues", "optimism">;

/**
 * Value-targeted regression: learns of the transitions only what the planner's values can tell apart.
 *
 *   X_j = (P_j V[h+1])(x_h, a_h),   y = V[h+1](x[h+1]);   M += X Xᵀ,   θ̂ = M⁻¹ Σ X y
 *   optimism: r(x,a) + γ (Xᵀθ̂ + √β ‖X‖ in M⁻¹),   the most that a plausible θ can promise; see `confidenceRadius` for √β
 *
 * V[h+1] are the planner's stage values at the time of the update; after the end of an episode y = 0. What is expected of a
 * value is never less than the smaller of 0 and its least entry, nor more than its greatest. Where rewards are learned, a pair that
 * was tried n times is promised its mean reward + rewardBound √(log(1/δ) / (2n)), at most rewardBound. An update costs d² numbers
 * for each transition, a backup d² for each row. Transitions that are not finite are passed over, and `update` returns
 * "non-finite". Its partner is a planner of a finite horizon that is told the optimism, as `optimisticInduction` of planner-tabular.
 *
 * Source: Ayoub, Jia, Szepesvári, Wang and Yang (2020), Model-based reinforcement learning with value-targeted regression,
 * algorithm 1 (UCRL-VTR). Differs: values of one number for all stages in the radius (H · rewardBound), regression at once
 * instead of at the end of an episode, rewards may be learned.
 */
export function valueTargetedRegression(problem: Problem<Discrete, Discrete>, options: ValueTargetedOptions): ValueTargetedRegression {
  const { observation: { count: stateCount }, action: { count: actionCount } } = problem;
  const { basis = tabularBasis(stateCount, actionCount), ridge = 1, lanes = 1, reward } = options;
  const { horizon, confidence, rewardBound } = checkOptions(problem, basis, options);
  const regression = valueRegression(basis, ridge);
  const readNew = newTransitions(problem);
  return defineModelLearner({
    name: "valueTargetedRegression", package: packageName, spaces: problem, needs: ["stageValues"], provides: ["optimism"],
    init: (_random, allocator = heap): ValueTargetedState => ({
      seen: 0, stage: allocator("int32", lanes), regression: regression.init(allocator),
      visits: allocator("float64", stateCount * actionCount), reward: allocator("float64", stateCount * actionCount),
    }),
    update: (state, data, { stageValues }) => readNew(state, data, (_, one: TransitionBatch<Discrete, Discrete>) => {
      const lane = state.seen % lanes;
      const stage = Math.min(state.stage[lane]!, horizon - 1, stageValues.length / stateCount - 2);
      state.stage[lane] = one.last[0] === 1 ? 0 : state.stage[lane]! + 1;
      const value = stageValues.subarray((stage + 1) * stateCount, (stage + 2) * stateCount);
      return learnOne(problem, regression, state, one, value);
    }),
    model: (state) => ({ optimism: { backup: optimisticBackup({ problem, regression, confidence, rewardBound, reward }, state) } }),
    metrics: ({ regression: known, visits }) => ({
      transitions: visits.reduce((sum, count) => sum + count, 0), logDeterminant: known.logDeterminant,
      radius: confidenceRadius(known, confidence),
    }),
  });
}

function checkOptions(
  { observation, action }: Problem<Discrete, Discrete>, basis: MixtureBasis, options: ValueTargetedOptions,
): { readonly horizon: number; readonly rewardBound: number; readonly confidence: ConfidenceOptions } {
  const { horizon, rewardBound = 1, ridge = 1, delta = 0.05, radiusScale = 1, lanes = 1, reward } = options;
  for (const [name, value] of Object.entries({ horizon, lanes })) {
    requireOption(Number.isInteger(value) && value >= 1, name, "a whole number of at least 1", value);
  }
  requirePositive("rewardBound", rewardBound);
  requirePositive("ridge", ridge);
  requireOption(delta > 0 && delta < 1, "delta", "a number between 0 and 1", delta);
  requireNotNegative("radiusScale", radiusScale);
  const rowCount = observation.count * action.count;
  requireOption(reward === undefined || reward.length === rowCount, "reward", `${rowCount} numbers`, reward?.length ?? 0);
  requireOption(basis.stateCount === observation.count && basis.actionCount === action.count, "basis", "one for these states and actions",
    `${basis.stateCount} states, ${basis.actionCount} actions`);
  const confidence = { ridge, delta, radiusScale, parameterBound: basis.parameterBound, valueRange: horizon * rewardBound };
  return { horizon, rewardBound, confidence };
}

function learnOne(
  problem: Problem<Discrete, Discrete>, regression: ValueRegression, state: ValueTargetedState,
  one: TransitionBatch<Discrete, Discrete>, value: Float64Array,
): boolean {
  const row = one.observation[0]! * problem.action.count + one.action[0]!;
  const target = wentOn(one, problem.discount) ? value[one.nextObservation[0]!]! : 0;
  const reward = one.reward[0]!;
  if (!Number.isFinite(reward) || !regression.observe(state.regression, row, value, target)) return false;
  state.reward[row]! += (reward - state.reward[row]!) / ++state.visits[row]!;
  return true;
}

interface BackupParts {
  readonly problem: Problem<Discrete, Discrete>;
  readonly regression: ValueRegression;
  readonly confidence: ConfidenceOptions;
  readonly rewardBound: number;
  readonly reward: Float64Array | undefined;
}

function optimisticBackup(
  { problem: { discount }, regression, confidence, rewardBound, reward: known }: BackupParts, state: ValueTargetedState,
): ModelFaces["optimism"]["backup"] {
  const promised = (row: number): number => {
    const bonus = rewardBound * Math.sqrt(Math.log(1 / confidence.delta) / (2 * state.visits[row]!));
    return state.visits[row] === 0 ? rewardBound : Math.min(rewardBound, state.reward[row]! + bonus);
  };
  return (value, outActionValue) => {
    const radius = confidenceRadius(state.regression, confidence);
    const [least, most] = rangeOf(value);
    for (let row = 0; row < outActionValue.length; row++) {
      const { mean, width } = regression.estimate(state.regression, row, value);
      const next = Math.min(most, Math.max(least, mean + radius * width));
      outActionValue[row] = (known?.[row] ?? promised(row)) + discount * next;
    }
  };
}

/** The least and the greatest that can be expected, where an episode may end. */
export function rangeOf(value: Float64Array): readonly [least: number, most: number] {
  let [least, most] = [0, 0];
  for (const entry of value) {
    least = Math.min(least, entry);
    most = Math.max(most, entry);
  }
  return [least, most];
}
