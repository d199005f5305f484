import type { Box, Component, Dynamics, Environment, Mdp, Restorable, Space } from "@worldwise/protocol";

/** What can be wrapped: dynamics, or an environment that keeps its own state. */
export type World = (Dynamics & { readonly mdp?: Mdp }) | Environment;

/** What an agent sees of a world. */
export type ObservationOf<W> = W extends { readonly observation: infer O extends Space } ? O : never;
/** What an agent does in a world. */
export type ActionOf<W> = W extends { readonly action: infer A extends Space } ? A : never;
/** What dynamics need to know. */
export type StateOf<W> = W extends { readonly state: infer S extends Space } ? S : never;
type InfoOf<W> = W extends Environment<Space, Space, infer Info> ? Info : never;

/** State and memory side by side, as doubles. */
export type JointState = Box<"float64">;

/** Dynamics round dynamics. */
export interface WrappedDynamics<O extends Space, A extends Space, S extends Space>
  extends Dynamics<O, A, S>, Component<"dynamics", never, "dynamics"> {
  /** The explicit face, where the inner world has one and it is known what becomes of it. */
  readonly mdp?: Mdp;
}

/** An environment round an environment. */
export interface WrappedEnvironment<O extends Space, A extends Space, Info>
  extends Environment<O, A, Info>, Component<"environment", never, never> {}

/** Dynamics stay dynamics, environments stay environments, and what can be restored still can. */
export type Wrapped<W, O extends Space = ObservationOf<W>, A extends Space = ActionOf<W>, S extends Space = JointState> =
  W extends { readonly state: Space } ? WrappedDynamics<O, A, S>
  : WrappedEnvironment<O, A, InfoOf<W>> & (W extends { readonly snapshotSize: number } ? Restorable<O> : unknown);

/** Whether a world is dynamics. */
export const isDynamics = (world: World): world is Dynamics & { readonly mdp?: Mdp } => "start" in world;
