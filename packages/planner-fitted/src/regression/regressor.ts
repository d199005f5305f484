import type { Allocator, Random, Space, StateTree } from "@worldwise/protocol";

/** What a regressor is bound to. */
export interface RegressionShape {
  /** Where inputs come from: D = `input.size` numbers in each. */
  readonly input: Space;
  /** M: functions that are fitted side by side, one for each action. */
  readonly functionCount: number;
  /** N: samples of all functions together, at most. */
  readonly capacity: number;
}

/** Samples of M functions: those of function k are the rows start[k] … start[k+1] − 1. */
export interface Samples {
  /** `[M + 1]`, rising from 0. */
  readonly start: Int32Array;
  /** `[N, D]` */
  readonly input: Float64Array;
  /** `[N]` */
  readonly target: Float64Array;
}

/**
 * M functions of D numbers, fitted to samples. The functions live in `State`; scratch lives here.
 *
 * All M functions are 0 before the first fit, and so is, after any fit, a function that had no samples.
 */
export interface Regression<State extends StateTree = StateTree> {
  init(allocator?: Allocator): State;
  /** New inputs. Called before the fits to them; what depends on inputs alone is computed here once. */
  prepare(state: State, samples: Samples): void;
  /**
   * Fits every function to its samples, whose inputs are those of the last `prepare`. All are finite.
   *
   * @param keepStructure - keep what an earlier fit to the same inputs drew from targets or chance: the cuts of trees
   */
  fit(state: State, samples: Samples, random: Random, keepStructure: boolean): void;
  /** Writes outValue `[B, M]` for `count` = B inputs `[B, D]`. */
  predict(state: State, input: Float64Array, count: number, outValue: Float64Array): void;
}

/** A way to fit functions: what makes a fitted planner generalize. */
export interface Regressor<State extends StateTree = StateTree> {
  readonly name: string;
  /** Throws where the inputs do not suit it. */
  bind(shape: RegressionShape): Regression<State>;
}
