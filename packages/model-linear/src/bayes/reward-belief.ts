import type { FeatureMap } from "@worldwise/data";
import { oneHotFeatures } from "@worldwise/data";
import type { Allocator, Discrete, Problem, Random, StateTree } from "@worldwise/protocol";
import { gamma } from "@worldwise/math";
import { requireOption, requirePositive } from "../require-option.ts";
import type { BayesianRegressionOptions, BayesianRegressionState } from "./bayesian-linear-regression.ts";
import { bayesianLinearRegression } from "./bayesian-linear-regression.ts";

/** What is believed of the mean reward of each state and action of a finite problem. Rows r = state · M + action. */
export interface RewardBelief<State extends StateTree = StateTree> {
  readonly name: string;
  /** The prior. */
  init(allocator: Allocator): State;
  /** Counts in one reward. Answers false, and changes nothing, where it is not finite. */
  observe(state: State, row: number, reward: number): boolean;
  /** `[N·M]` Posterior means; overwritten. */
  mean(state: State, outReward: Float64Array): void;
  /** `[N·M]` Plausible mean rewards; overwritten. */
  draw(state: State, random: Random, outReward: Float64Array): void;
}

/** Prior of {@link normalGammaRewards}. */
export interface NormalGammaOptions {
  /** m₀. Default 0. */
  readonly priorMean?: number;
  /** κ₀: what the prior mean counts for, in rewards; above 0. Default 1. */
  readonly priorWeight?: number;
  /** a₀ above 0. Default 1. */
  readonly shape?: number;
  /** b₀ above 0, in squared rewards. Default 1. */
  readonly rate?: number;
}

/** What is known of each row. `[N·M]` each. */
export type NormalGammaState = {
  /** n */
  count: Float64Array;
  /** m: posterior mean. */
  mean: Float64Array;
  /** b */
  rate: Float64Array;
};

/**
 * A normal-gamma posterior for each state and action by itself: neither mean nor variance of a reward is known.
 *
 *   1/σ² ~ Gamma(a₀ + n/2, b),   μ | σ ~ N(m, σ² / (κ₀ + n))
 *   with each reward: e = r − m;   b += ½ e² (κ₀ + n) / (κ₀ + n + 1);   m += e / (κ₀ + n + 1);   n += 1
 *
 * A draw takes a gamma variate, then a normal number, row by row. Throws `bad-options`.
 *
 * Source: Dearden, Friedman and Andre (1999), Model based Bayesian exploration; DeGroot (1970), Optimal statistical decisions.
 */
export function normalGammaRewards(
  { observation, action }: Problem<Discrete, Discrete>, options: NormalGammaOptions = {},
): RewardBelief<NormalGammaState> {
  const { priorMean = 0, priorWeight = 1, shape = 1, rate: priorRate = 1 } = options;
  requireOption(Number.isFinite(priorMean), "priorMean", "a finite number", priorMean);
  for (const [name, value] of Object.entries({ priorWeight, shape, rate: priorRate })) requirePositive(name, value);
  const rowCount = observation.count * action.count;
  return Object.freeze({
    name: "normalGamma",
    init: (allocator: Allocator): NormalGammaState => ({
      count: allocator("float64", rowCount), mean: allocator("float64", rowCount).fill(priorMean),
      rate: allocator("float64", rowCount).fill(priorRate),
    }),
    observe({ count, mean, rate }: NormalGammaState, row: number, reward: number) {
      const error = reward - mean[row]!;
      if (!Number.isFinite(error)) return false;
      const weight = priorWeight + count[row]!;
      rate[row]! += error * error * weight / (weight + 1) / 2;
      mean[row]! += error / (weight + 1);
      count[row]!++;
      return true;
    },
    mean: ({ mean }: NormalGammaState, outReward: Float64Array) => outReward.set(mean),
    draw({ count, mean, rate }: NormalGammaState, random: Random, outReward: Float64Array) {
      for (let row = 0; row < rowCount; row++) {
        const precision = gamma(random, shape + count[row]! / 2, 1 / rate[row]!);
        outReward[row] = mean[row]! + random.normal() / Math.sqrt(precision * (priorWeight + count[row]!));
      }
    },
  });
}

/** Options of {@link linearRewards}. */
export interface LinearRewardOptions extends Pick<BayesianRegressionOptions, "priorPrecision" | "noise"> {
  /** φ of states. Default: one feature for each state. */
  readonly features?: FeatureMap;
}

/** A regression for each action. */
export type LinearRewardState = { actions: BayesianRegressionState[] };

/**
 * Bayesian linear regression for the rewards of each action: r(x, a) = w_aᵀφ(x) + noise.
 *
 * What is learned in one state is believed of others with similar features. The noise of an action has one deviation, known or
 * with a gamma posterior of its own. Throws `bad-options`.
 */
export function linearRewards(
  { observation, action }: Problem<Discrete, Discrete>, { features = oneHotFeatures(), ...options }: LinearRewardOptions = {},
): RewardBelief<LinearRewardState> {
  const { size, write } = features.bind(observation);
  const { count: actionCount } = action;
  const regression = bayesianLinearRegression({ ...options, featureSize: size });
  const table = Array.from({ length: observation.count }, (_, state) => {
    const feature = new Float64Array(size);
    write(Int32Array.of(state), 0, feature);
    return feature;
  });
  const weight = new Float64Array(size);
  const writeRewards = (weights: Float64Array, a: number, outReward: Float64Array): void => table.forEach((feature, state) => {
    outReward[state * actionCount + a] = feature.reduce((sum, entry, k) => sum + entry * weights[k]!, 0);
  });
  return Object.freeze({
    name: "linear",
    init: (allocator: Allocator): LinearRewardState =>
      ({ actions: Array.from({ length: actionCount }, () => regression.init(allocator)) }),
    observe: ({ actions }: LinearRewardState, row: number, reward: number) =>
      regression.observe(actions[row % actionCount]!, table[Math.floor(row / actionCount)]!, reward),
    mean: ({ actions }: LinearRewardState, outReward: Float64Array) =>
      actions.forEach(({ mean }, a) => writeRewards(mean, a, outReward)),
    draw: ({ actions }: LinearRewardState, random: Random, outReward: Float64Array) => actions.forEach((state, a) => {
      regression.draw(state, random, weight);
      writeRewards(weight, a, outReward);
    }),
  });
}
