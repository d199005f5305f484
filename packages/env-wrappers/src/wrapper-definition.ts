import type { Box, Mdp, Random, Space } from "@worldwise/protocol";

/**
 * One lane as a wrapper sees it: rows of doubles, whatever the spaces are; a whole number is a row of one.
 *
 * The rows are reused from call to call.
 */
export interface WrapperLane {
  /** `[O]` What the inner world shows. Filled for `start` and `after` where the definition says `looks`. */
  readonly seen: Float64Array;
  /** `[M]` What the wrapper remembers: zeros before `start`, which writes it as `act` and `after` do. */
  readonly memory: Float64Array;
  /** `[A]` The action that was chosen. Filled for `act`. */
  readonly action: Float64Array;
  /** `[A]` The action that the inner world gets: `act` writes all of it, `after` may read it. */
  readonly innerAction: Float64Array;
  /** One entry for each of finitely many inner actions, 1 where it is legal. Filled for `act`. */
  readonly legal: Uint8Array;
  /** Reward of the step. `after` may change it. */
  reward: number;
}

/**
 * A wrapper, written once and one lane at a time; `wrap` puts it round dynamics and round environments.
 *
 * Everything is optional: what is left out is as in the inner world. Random numbers come from the argument alone, and what lasts
 * from step to step is in the memory.
 */
export interface WrapperDefinition<O extends Space = Space, A extends Space = Space> {
  readonly name: string;
  /** `name@version` of the package it comes from. */
  readonly package?: string;
  /** What an agent sees; needs `observe`. */
  readonly observation?: O;
  /** What an agent does; needs `act`. */
  readonly action?: A;
  /** What the wrapper remembers from step to step. It becomes a part of the state. */
  readonly memory?: Box<"float64">;
  /** Whether `start` or `after` read `seen`. */
  readonly looks?: boolean;
  /** An episode begins: writes the memory. */
  start?(lane: WrapperLane, random: Random): void;
  /** Before the inner step: writes `innerAction`. */
  act?(lane: WrapperLane, random: Random): void;
  /** After the inner step: may change memory and reward. */
  after?(lane: WrapperLane, random: Random): void;
  /** What the agent sees, from what the inner world shows and from the memory. */
  observe?(seen: Float64Array, memory: Float64Array, outObservation: Float64Array): void;
  /** Back from what the agent sees to what the inner world shows, to rounding: so legal actions are still known. */
  reveal?(observation: Float64Array, outSeen: Float64Array): void;
  /** The memory that belongs to an observation. Given only where `reveal` is exact: imagination may start from observations. */
  recall?(observation: Float64Array, outMemory: Float64Array): void;
  /** The explicit face, where the inner world has one and it is known what becomes of it. */
  mdp?(inner: Mdp): Mdp;
}
