/** Stand-ins for `nn` and `learning`. */
import type {
  Dataset, Decision, ExtraKey, ExtraName, ExtrasOf, LearnerNeed, ModelClass, ModelFace, ModelLearner, ModelLoss, Optimizer,
  Parameters,
  PredictionKey, Random, RandomLanes, Space, StateTree,
} from "../../index.ts";

export declare const adam: Optimizer;

/**
 * A column that the learner computes along episodes before it trains, so that a loss may read it although no policy records it.
 */
export interface DerivedColumn<O extends Space, A extends Space, E extends ExtraKey, N extends LearnerNeed> {
  readonly gives: E;
  readonly needs: readonly N[];
  /** One number for each transition held. */
  compute(data: Dataset<O, A, ExtrasOf<N>>, decision: Decision<N, O, A>, outColumn: Float64Array): void;
}

/**
 * Model class × loss × optimizer. LK, RK ⊂ K: the class predicts what the losses read.
 *
 * What the losses read of decision and data, the learner needs, less the column it derives itself.
 */
export declare function gradientLearner<
  O extends Space, A extends Space, P extends Parameters, K extends PredictionKey, F extends ModelFace,
  LK extends K, RK extends K = never, LN extends LearnerNeed = never, RN extends LearnerNeed = never,
  E extends ExtraKey = never, CN extends LearnerNeed = never,
>(parts: {
  readonly model: ModelClass<O, A, P, K, F>;
  readonly loss: ModelLoss<LK, LN>;
  readonly rewardLoss?: ModelLoss<RK, RN>;
  readonly column?: DerivedColumn<O, A, E, CN>;
  readonly optimizer: Optimizer;
  /** Members become a leading axis `[E, B, S]`; the `dynamics` face moves each lane by one of the elites. */
  readonly ensemble?: { readonly members: number; readonly elites: number };
  /** Steps of the model that the loss sees in a row. */
  readonly unroll?: number;
}): ModelLearner<O, A, StateTree, Exclude<LN | RN, ExtraName<E>> | CN, F>;

/** B lanes that take turns on one stream, for a learner that rolls its own model. The owner of the stream saves it. */
export const sharedLanes = (random: Random, lanes: number): RandomLanes =>
  ({ algorithm: "shared", lanes, state: new Uint32Array(0), lane: () => random });
