import type { DecisionContext } from "./decision-context.ts";
import type { ModelFaces } from "./model.ts";
import type { Component, MadeFor, Named } from "./plugin.ts";
import { mark } from "./plugin.ts";
import type { ActMode } from "./policy.ts";
import type { RandomKey } from "./random.ts";
import type { Lanes, Space } from "./space.ts";
import type { StateTree } from "./state-tree.ts";
import type { TransitionBatch } from "./transition-batch.ts";

/** A running agent. It never touches the environment: a loop carries observations and transitions, so it may be anywhere. */
export interface Agent<O extends Space = Space, A extends Space = Space> extends MadeFor<O, A> {
  readonly lanes: number;
  /** A new episode begins in this lane: whoever resets the environment says so. Warm starts and search trees are forgotten. */
  begin?(lane: number): void;
  /** `[B, O]` → writes outAction `[B, A]`. */
  act(observation: Lanes<O>, outAction: Lanes<A>, mode?: ActMode): void;
  /** One transition for each lane. Learning and planning happen here. */
  observe(batch: TransitionBatch<O, A>): void;
  /** Everything, random streams included: n steps, save, load, n steps equals 2n steps, bit for bit. */
  save(): StateTree;
  /** Throws, and changes nothing, when it was saved by an agent of other parts or options. */
  load(saved: StateTree): void;
  /** What its planner knows now, live: for harnesses and pictures. */
  readonly decision: Partial<DecisionContext<O, A>>;
  /** The faces of its model, live; none for a model-free agent. */
  readonly model: Partial<ModelFaces<O, A>>;
  /** For the harness; may allocate. */
  metrics(): Readonly<Record<string, number>>;
}

/** What a composition returns: checked parts, not yet running. */
export interface AgentRecipe<O extends Space = Space, A extends Space = Space> extends Component<"agent", never, never>, MadeFor<O, A> {
  /** A running agent whose streams all come from `key`. */
  start(key: RandomKey, options?: { readonly lanes?: number }): Agent<O, A>;
}

/** Marks and freezes a recipe. */
export function defineAgent<O extends Space, A extends Space>(
  definition: Named & { start(key: RandomKey, lanes: number): Agent<O, A> },
): AgentRecipe<O, A> {
  const start: AgentRecipe<O, A>["start"] = (key, { lanes = 1 } = {}) => definition.start(key, lanes);
  return mark("agent", { ...definition, needs: [], provides: [] }, { start });
}
