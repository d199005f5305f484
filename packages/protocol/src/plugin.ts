import type { Spaces } from "./space.ts";

/** What a component can be. Optimizers and search control are parts of learners and agents. */
export type Role =
  | "dynamics" | "environment"
  | "model-class" | "model-loss" | "optimizer" | "model-learner"
  | "planner" | "search-control" | "agent";

/** Each role has its own version line; 0 until the first release. */
export const roleVersions: Readonly<Record<Role, number>> = {
  "dynamics": 0, "environment": 0, "model-class": 0, "model-loss": 0, "optimizer": 0, "model-learner": 0,
  "planner": 0, "search-control": 0, "agent": 0,
};

/**
 * What a component is, what it needs from its partners and what it provides to them.
 *
 * N and P are names of capabilities: keys of `ModelFaces` or of `DecisionContext`, or, with a prefix, `predicted.` a key of
 * `Prediction` and `extras.` a key of `TransitionExtras`. The lists are the single source: the types of a component's arguments are derived from them.
 */
export interface Marker<R extends Role = Role, N extends string = string, P extends string = string> {
  readonly role: R;
  readonly version: number;
  readonly name: string;
  /** `name@version` of the package it comes from. */
  readonly package: string;
  readonly needs: readonly N[];
  readonly provides: readonly P[];
  /** What it was made for, where it was made for something: `explain` compares. */
  readonly spaces?: Spaces;
}

/** Anything with the marker: a frozen record of functions. Structural, so two copies of a package get along. */
export interface Component<R extends Role = Role, N extends string = string, P extends string = string> {
  readonly "~worldwise": Marker<R, N, P>;
}

/** How a component introduces itself. */
export interface Named {
  readonly name: string;
  /** `name@version` of the package it comes from; `local` when not given. */
  readonly package?: string;
  readonly spaces?: Spaces;
}

/** What an author declares. Both lists are required, if empty: an omitted one could differ from the type. */
export interface Declared<N extends string, P extends string> extends Named {
  readonly needs: readonly N[];
  readonly provides: readonly P[];
}

/** Freezes a record of functions and marks it. The `define…` functions call it. */
export function mark<R extends Role, N extends string, P extends string, F extends object>(
  role: R, { name, package: from = "local", needs, provides, spaces }: Declared<N, P>, functions: F,
): F & Component<R, N, P> {
  const known = spaces && { spaces: { observation: spaces.observation, action: spaces.action } };
  const lists = { needs: Object.freeze([...needs]), provides: Object.freeze([...provides]) };
  const marker = Object.freeze({ role, version: roleVersions[role], name, package: from, ...lists, ...known });
  return Object.freeze({ ...functions, "~worldwise": marker });
}

/**
 * Keeps a part that was made for one kind of space from passing as a part for all kinds.
 *
 * Never present at run time. Methods alone are compared loosely by the compiler (bivariance), so without it a planner of
 * discrete states would pass for a planner of anything. Only roles have it (planner, learner, search control, agent), not what
 * passes between them: else a planner of all boxes could not be handed the dynamics, the data or the policy of some.
 */
export interface MadeFor<O, A> {
  readonly "~made-for"?: (observation: O, action: A) => void;
}
