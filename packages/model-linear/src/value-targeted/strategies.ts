import type { Mdp, StateTree } from "@worldwise/protocol";
import type { MixtureBasis } from "../mixture/mixture-basis.ts";
import { requireNotNegative, requireOption } from "../require-option.ts";
import type { Backup } from "./backward-induction.ts";
import type { FrequencyState } from "./outcome-frequencies.ts";
import { frequencyBackup, outcomeFrequencies, ballBackup } from "./outcome-frequencies.ts";
import type { ValueRegressionState } from "./value-regression.ts";
import { confidenceRadius, valueRegression } from "./value-regression.ts";
import { rangeOf } from "./value-targeted-regression.ts";

/** A way to explore a finite-horizon problem with known rewards. Rows r = state · M + action. */
export interface EpisodicStrategy<State extends StateTree = StateTree> {
  readonly name: string;
  /** ε: probability of a random action. */
  readonly explore: number;
  /** What it knows before the first episode. */
  init(): State;
  /** Counts in one transition; `nextValue` `[N]` is what the plan of this episode said of the next stage. */
  observe(state: State, row: number, next: number, terminated: boolean, nextValue: Float64Array): void;
  /** What it plans with; live. */
  backup(state: State): Backup;
}

/** What every strategy is told. */
export interface StrategyOptions {
  /** `[N·M]` Expected rewards. */
  readonly reward: Float64Array;
}

/** Options of strategies that are optimistic. */
export interface OptimisticOptions extends StrategyOptions {
  /** H · the greatest reward: values lie between 0 and this. */
  readonly valueRange: number;
  /** δ in (0, 1). */
  readonly delta: number;
  /** Multiplies what is proved. Default 1. */
  readonly radiusScale?: number;
}

/** Options of strategies that explore at random. */
export interface RandomOptions extends StrategyOptions {
  /** ε in [0, 1]. */
  readonly explore: number;
}

/**
 * UCRL-VTR: value-targeted regression, and the most that a plausible model promises.
 *
 * Source: Ayoub, Jia, Szepesvári, Wang and Yang (2020), algorithm 1.
 */
export function ucrlVtr(
  basis: MixtureBasis, { reward, valueRange, delta, radiusScale = 1, ridge = 1 }: OptimisticOptions & { readonly ridge?: number },
): EpisodicStrategy<ValueRegressionState> {
  checkOptimism(delta, radiusScale);
  const regression = valueRegression(basis, ridge);
  const confidence = { ridge, delta, radiusScale, valueRange, parameterBound: basis.parameterBound };
  return {
    name: "UCRL-VTR", explore: 0, init: () => regression.init(), ...targeting(regression),
    backup: (state) => (value, outActionValue) => {
      const radius = confidenceRadius(state, confidence);
      const [least, most] = rangeOf(value);
      for (let row = 0; row < outActionValue.length; row++) {
        const { mean, width } = regression.estimate(state, row, value);
        outActionValue[row] = reward[row]! + Math.min(most, Math.max(least, mean + radius * width));
      }
    },
  };
}

/** EG-VTR: value-targeted regression without optimism; explores at random. A baseline of Ayoub et al. (2020), section 6. */
export function egVtr(
  basis: MixtureBasis, { reward, explore, ridge = 1 }: RandomOptions & { readonly ridge?: number },
): EpisodicStrategy<ValueRegressionState> {
  checkExplore(explore);
  const regression = valueRegression(basis, ridge);
  return {
    name: "EG-VTR", explore, init: () => regression.init(), ...targeting(regression),
    backup: (state) => (value, outActionValue) => {
      for (let row = 0; row < outActionValue.length; row++) {
        outActionValue[row] = reward[row]! + regression.estimate(state, row, value).mean;
      }
    },
  };
}

const targeting = (regression: ReturnType<typeof valueRegression>): Pick<EpisodicStrategy<ValueRegressionState>, "observe"> => ({
  observe(state, row, next, terminated, nextValue) {
    regression.observe(state, row, nextValue, terminated ? 0 : nextValue[next]!);
  },
});

/** EG-Freq: how often each outcome came, by maximum likelihood; explores at random. A baseline of Ayoub et al. (2020). */
export function egFrequency(
  { stateCount, actionCount }: Pick<Mdp, "stateCount" | "actionCount">, { reward, explore }: RandomOptions,
): EpisodicStrategy<FrequencyState> {
  checkExplore(explore);
  return { name: "EG-Freq", explore, ...outcomeFrequencies(stateCount, actionCount), backup: (state) => frequencyBackup(state, reward) };
}

/**
 * UC-MatrixRL in the case of tables: optimism over all distributions near the frequencies, whatever the values.
 *
 *   ‖p − p̂(x,a)‖₁ ≤ scale · √(2 ((N + 1) log 2 + log(N M / δ)) / n(x,a))
 *
 * A baseline of Ayoub et al. (2020), who note that it is UCRL there; with the inner maximum of Jaksch, Ortner and Auer (2010),
 * figure 2, and the radius of Weissman et al. (2003). The end of an episode is one more outcome, worth 0.
 */
export function ucMatrixRl(
  { stateCount, actionCount }: Pick<Mdp, "stateCount" | "actionCount">,
  { reward, delta, radiusScale = 1 }: Omit<OptimisticOptions, "valueRange">,
): EpisodicStrategy<FrequencyState> {
  checkOptimism(delta, radiusScale);
  const logTerm = (stateCount + 1) * Math.LN2 + Math.log(stateCount * actionCount / delta);
  const radiusOf = (visits: number): number => radiusScale * Math.sqrt(2 * logTerm / Math.max(1, visits));
  return {
    name: "UC-MatrixRL", explore: 0, ...outcomeFrequencies(stateCount, actionCount),
    backup: (state) => ballBackup(state, reward, radiusOf),
  };
}

function checkExplore(explore: number): void {
  requireOption(explore >= 0 && explore <= 1, "explore", "a number in [0, 1]", explore);
}

function checkOptimism(delta: number, radiusScale: number): void {
  requireOption(delta > 0 && delta < 1, "delta", "a number between 0 and 1", delta);
  requireNotNegative("radiusScale", radiusScale);
}
