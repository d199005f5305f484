import type { Decision, DecisionKey } from "./decision-context.ts";
import type { Model, ModelFace } from "./model.ts";
import type { Component, Declared, MadeFor } from "./plugin.ts";
import { mark } from "./plugin.ts";
import type { Policy } from "./policy.ts";
import type { RandomLanes } from "./random.ts";
import type { Allocator, Lanes, Space } from "./space.ts";
import type { StateTree } from "./state-tree.ts";
import type { Dataset, TransitionBatch } from "./transition-batch.ts";

/** The pairs of a finite problem that were really tried, each once: rows r = state · M + action in `rows[0 … count−1]`. */
export interface TriedPairs {
  readonly rows: Int32Array;
  count(): number;
}

/** What search control may ask for: faces of the model, words of the decision. */
export type SearchNeed = ModelFace | DecisionKey;

/** What search control can see when it draws. */
export type SearchView<N extends SearchNeed, O extends Space = Space, A extends Space = Space> =
  Model<N, O, A> & Decision<N, O, A> & { readonly data: Dataset<O, A>; readonly policy: Policy<O, A> };

interface SearchControlFunctions<O extends Space, A extends Space, State extends StateTree, N extends SearchNeed> {
  /** Its state, allocated where the composition says. */
  init(allocator?: Allocator): State;
  /** Real transitions came in; data, model and planner have already learned from them. */
  observe(state: State, batch: TransitionBatch<O, A>, view: SearchView<N, O, A>): void;
  /**
   * Draws pairs for the model to answer: outObservation `[B, O]`, outAction `[B, A]`, B = random.lanes.
   *
   * @returns how many of the B lanes were filled, from the first on; fewer means that nothing more is worth planning now
   */
  draw(state: State, view: SearchView<N, O, A>, random: RandomLanes, outObservation: Lanes<O>, outAction: Lanes<A>): number;
  /** Capability: draws are uniform over these pairs, one `random.integer(count)` for each lane, and nothing else. */
  triedPairs?(state: State): TriedPairs;
}

/** Search control of Dyna: which states and actions are imagined next. */
export interface SearchControl<
  O extends Space = Space, A extends Space = Space, State extends StateTree = StateTree, N extends SearchNeed = SearchNeed,
> extends SearchControlFunctions<O, A, State, N>, MadeFor<O, A>, Component<"search-control", N, never> {}

/** Marks and freezes search control. */
export function defineSearchControl<O extends Space, A extends Space, State extends StateTree, N extends SearchNeed = never>(
  definition: SearchControlFunctions<O, A, State, N> & Declared<N, never>,
): SearchControl<O, A, State, N> {
  const { init, observe, draw, triedPairs } = definition;
  return mark("search-control", definition, { init, observe, draw, ...(triedPairs && { triedPairs }) });
}
