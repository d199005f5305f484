import type {
  Dataset, Decision, ExtraKey, ExtraName, ExtrasOf, LearnerNeed, Model, ModelClass, ModelFace, ModelLoss, Optimizer, Parameters,
  PredictionKey, Space, Spaces, TransitionBatch,
} from "@worldwise/protocol";
import type { GradientLearnerOptions } from "./options.ts";

/**
 * A column that the learner computes along episodes before it trains, so that a loss may read what no policy records, such as the
 * return to the end. A loss may bring it along, as its property `column`.
 */
export interface DerivedColumn<O extends Space, A extends Space, E extends ExtraKey, N extends LearnerNeed = never> {
  /** Its name. */
  readonly gives: E;
  /** Numbers in a row. 1 when not given. */
  readonly size?: number;
  /** Words of the decision and columns that it is computed from. */
  readonly needs: readonly N[];
  /** Writes outColumn, one row of numbers for each transition held, oldest first. */
  compute(data: Dataset<O, A, ExtrasOf<N>>, decision: Decision<N, O, A>, outColumn: Float64Array): void;
}

/**
 * What a gradient learner is made of, and how it trains.
 *
 * LK, RK, JK ⊂ K: the class predicts what the losses read. What they read of decision and data, the learner needs, less the column
 * that it derives.
 */
export interface GradientParts<
  O extends Space, A extends Space, P extends Parameters, K extends PredictionKey, F extends ModelFace,
  LK extends K, RK extends K, LN extends LearnerNeed, RN extends LearnerNeed, E extends ExtraKey, CN extends LearnerNeed,
  JK extends K = never, JN extends LearnerNeed = never,
> extends Partial<GradientLearnerOptions> {
  /** How the model predicts. */
  readonly model: ModelClass<O, A, P, K, F>;
  /** What matters. */
  readonly loss: ModelLoss<LK, LN>;
  /** Of the reward, where the loss is silent about it: the sum of both is minimized. */
  readonly rewardLoss?: ModelLoss<RK, RN>;
  /** A loss that is only looked at: after each update it judges the held-out transitions, and the metrics say `judgedLoss`. */
  readonly judge?: ModelLoss<JK, JN>;
  /** Adam at a rate of 1e-3 when not given. */
  readonly optimizer?: Optimizer;
  /** What the model is made for, where the class does not say. */
  readonly spaces?: Spaces<O, A>;
  /** A column that is computed before each update, for losses to read. */
  readonly column?: DerivedColumn<O, A, E, CN>;
  /** Numbers in a row of further columns that the protocol does not know. */
  readonly extraSizes?: { readonly [Name in ExtrasOf<LN | RN | JN>]?: number };
  /**
   * Shows a member the transitions that are new, before an update trains on them, oldest first, some at a time: it writes fixed
   * parameters alone, such as statistics of the inputs. Instead of what the class itself does with them, where it does.
   */
  absorb?(outParameters: P, rows: TransitionBatch<O, A>): void;
  /** Faces of an ensemble, bound once, live. Needed where the class provides more than `dynamics` and `expectation`. */
  ensembleFaces?(members: readonly P[], elites: Int32Array): Model<F, O, A>;
}

/** What the learner needs: of the losses, less the column that it derives, and what this is computed from. */
export type GradientNeed<
  LN extends LearnerNeed, RN extends LearnerNeed, E extends ExtraKey, CN extends LearnerNeed, JN extends LearnerNeed = never,
> = Exclude<LN | RN | JN, ExtraName<E>> | CN;
