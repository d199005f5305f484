import type { Decision, DecisionKey } from "./decision-context.ts";
import type { Outcome } from "./errors.ts";
import type { Model, ModelFace } from "./model.ts";
import type { Component, Declared, MadeFor } from "./plugin.ts";
import { mark } from "./plugin.ts";
import type { Policy } from "./policy.ts";
import type { Random, Streams } from "./random.ts";
import type { Allocator, Space } from "./space.ts";
import type { StateTree } from "./state-tree.ts";
import type { ExtraName, ExtrasOf, TransitionBatch } from "./transition-batch.ts";

/** What a planner may ask for: faces of the world, and columns of the transitions it learns from. */
export type PlannerNeed = ModelFace | ExtraName;
/** What a planner may provide: words of the decision, and columns that its policy records. */
export type PlannerGift = DecisionKey | ExtraName;

interface PlannerFunctions<O extends Space, A extends Space, State extends StateTree, N extends PlannerNeed, P extends PlannerGift> {
  /** Its state, allocated where the composition says. */
  init(random: Random, allocator?: Allocator): State;
  /** Ahead of time: improves `state` from what is known of the world. */
  plan?(state: State, model: Model<N, O, A>, random: Random): Outcome | undefined;
  /** Incrementally: improves `state` from transitions, real or imagined. */
  learn?(state: State, batch: TransitionBatch<O, A, ExtrasOf<N>>, random: Random): Outcome | undefined;
  /** π. Bound once, live. A planner that decides at decision time searches `model` in `act`. */
  policy(state: State, model: Model<N, O, A>, streams: Streams): Policy<O, A, ExtrasOf<P>>;
  /** What it can tell a model learner. Bound once, live. */
  decision(state: State): Decision<P, O, A>;
  /** For the harness; may allocate. */
  metrics?(state: State): Readonly<Record<string, number>>;
}

/** Finds a policy. N: the faces of the world it needs. P: what it provides to a model learner. */
export interface Planner<
  O extends Space = Space, A extends Space = Space, State extends StateTree = StateTree,
  N extends PlannerNeed = PlannerNeed, P extends PlannerGift = PlannerGift,
> extends PlannerFunctions<O, A, State, N, P>, MadeFor<O, A>, Component<"planner", N, P> {}

/** Marks and freezes a planner. */
export function definePlanner<
  O extends Space, A extends Space, State extends StateTree, N extends PlannerNeed = never, P extends PlannerGift = never,
>(definition: PlannerFunctions<O, A, State, N, P> & Declared<N, P>): Planner<O, A, State, N, P> {
  const { init, plan, learn, policy, decision, metrics } = definition;
  return mark("planner", definition, {
    init, policy, decision, ...(plan && { plan }), ...(learn && { learn }), ...(metrics && { metrics }),
  });
}
