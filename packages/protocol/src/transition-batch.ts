import type { Allocator, Dtype, Lanes, Space, Spaces } from "./space.ts";
import { allocate, heap } from "./space.ts";

/**
 * Columns beyond the usual ones, that some policies record and some learners read.
 *
 * Open, as `DecisionContext` is; in lists of needs and provides they have the prefix `extras.`
 */
export interface TransitionExtras {
  /** `[B]` π_b(a|x): probability (density, for boxes) with which the behavior policy chose the action. */
  behaviorProbability: Float64Array;
  /** `[B, M]` Visit counts of a search at the root. */
  visitCounts: Float64Array;
  /** `[B]` Target of the return, for losses that predict values. */
  returnTarget: Float64Array;
}
/** Name of a further column. */
export type ExtraKey = keyof TransitionExtras;
/** The same with its prefix, as markers list it. */
export type ExtraName<E extends ExtraKey = ExtraKey> = `extras.${E}`;
/** The columns among a list of needs or provides. */
export type ExtrasOf<N extends string> = N extends `extras.${infer E extends ExtraKey}` ? E : never;

/** One further column as a policy declares it: B rows of `size` numbers, written by `act`. */
export interface ExtraColumn<Column> {
  readonly dtype: Dtype;
  readonly size: number;
  readonly column: Column;
}

/** B transitions as columns. Learners and planners bootstrap with `discount` and never branch on an episode's end. */
export interface TransitionBatch<O extends Space = Space, A extends Space = Space, E extends ExtraKey = never> {
  /** Rows in use, at most the capacity. */
  size: number;
  /** Whether a model made it up. */
  imagined: boolean;
  /** `[B, O]` */
  readonly observation: Lanes<O>;
  /** `[B, A]` */
  readonly action: Lanes<A>;
  /** `[B]` */
  readonly reward: Float64Array;
  /** `[B, O]` The true one, also where the episode ended. */
  readonly nextObservation: Lanes<O>;
  /** `[B]` γ, or 0 where the MDP terminated. */
  readonly discount: Float64Array;
  /** `[B]` 1 where the episode ended here (terminated or truncated): for those who follow trajectories. */
  readonly last: Uint8Array;
  readonly extras: Pick<TransitionExtras, E>;
}

/** All real transitions held, oldest first: index 0 … size−1. */
export interface Dataset<O extends Space = Space, A extends Space = Space, E extends ExtraKey = never> {
  readonly size: number;
  /** Transitions ever added: a clock. A learner that keeps its own count sees which are new: the last `added − seen`. */
  readonly added: number;
  /** Copies rows into `out` and sets its size. */
  gather(indices: Int32Array, out: TransitionBatch<O, A, E>): void;
  /** Index of the next transition of the same episode, or −1. */
  follow(index: number): number;
}

/** A batch with room for `capacity` transitions, zeroed, size 0. */
export function transitionBatch<O extends Space, A extends Space>(
  { observation, action }: Spaces<O, A>, capacity: number, allocator: Allocator = heap,
): TransitionBatch<O, A> {
  return {
    size: 0, imagined: false,
    observation: allocate(observation, capacity, allocator),
    action: allocate(action, capacity, allocator),
    reward: allocator("float64", capacity),
    nextObservation: allocate(observation, capacity, allocator),
    discount: allocator("float64", capacity),
    last: allocator("uint8", capacity),
    extras: {},
  };
}
