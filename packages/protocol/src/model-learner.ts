import type { Decision, DecisionKey } from "./decision-context.ts";
import type { Outcome } from "./errors.ts";
import type { Model, ModelFace } from "./model.ts";
import type { Component, Declared, MadeFor } from "./plugin.ts";
import { mark } from "./plugin.ts";
import type { Random } from "./random.ts";
import type { Allocator, Space } from "./space.ts";
import type { StateTree } from "./state-tree.ts";
import type { Dataset, ExtraName, ExtrasOf } from "./transition-batch.ts";

/** What a learner may ask for: words of the decision, and columns of the data. */
export type LearnerNeed = DecisionKey | ExtraName;

interface LearnerFunctions<O extends Space, A extends Space, State extends StateTree, N extends LearnerNeed, F extends ModelFace> {
  /** Its state, allocated where the composition says. */
  init(random: Random, allocator?: Allocator): State;
  /** Learns from the data, told what matters. Advances `state` in place. */
  update(state: State, data: Dataset<O, A, ExtrasOf<N>>, decision: Decision<N, O, A>, random: Random): Outcome | undefined;
  /** The faces of P̂, R̂. Bound once to this state, live from then on. */
  model(state: State): Model<F, O, A>;
  /** For the harness; may allocate. */
  metrics?(state: State): Readonly<Record<string, number>>;
}

/** Learns P̂ and R̂. N: what it needs to know of the decision and the data. F: the faces of its model. */
export interface ModelLearner<
  O extends Space = Space, A extends Space = Space, State extends StateTree = StateTree,
  N extends LearnerNeed = LearnerNeed, F extends ModelFace = ModelFace,
> extends LearnerFunctions<O, A, State, N, F>, MadeFor<O, A>, Component<"model-learner", N, F> {}

/** Marks and freezes a learner. */
export function defineModelLearner<
  O extends Space, A extends Space, State extends StateTree, N extends LearnerNeed = never, F extends ModelFace = never,
>(definition: LearnerFunctions<O, A, State, N, F> & Declared<N, F>): ModelLearner<O, A, State, N, F> {
  const { init, update, model, metrics } = definition;
  return mark("model-learner", definition, { init, update, model, ...(metrics && { metrics }) });
}
