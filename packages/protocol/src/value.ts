import type { Discrete, Lanes, Space } from "./space.ts";

/** V. */
export interface ValueFunction<O extends Space = Space> {
  /** Writes outValue `[B]`. */
  evaluate(observation: Lanes<O>, outValue: Float64Array): void;
}

/** Q. With discrete actions for all M at once, outValue `[B, M]`; otherwise for the given actions, outValue `[B]`. */
export interface ActionValueFunction<O extends Space = Space, A extends Space = Space> {
  evaluate(observation: Lanes<O>, action: A extends Discrete ? null : Lanes<A>, outValue: Float64Array): void;
}

/**
 * A table that `learn` improves by sampled max backups, and by nothing else, for imagined transitions:
 *
 *   Q(x,a) += stepSize · (r + discount · max_a' Q(x',a') − Q(x,a))
 *
 * Who says so may be planned with in one kernel call instead of one call for each transition.
 */
export interface MaxBackupTable {
  /** `[N, M]` */
  readonly actionValue: Float64Array;
  readonly stepSize: number;
}
