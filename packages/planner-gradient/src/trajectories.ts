import type { Allocator, Discrete, Lanes, Space, TransitionBatch } from "@worldwise/protocol";
import { allocate } from "@worldwise/protocol";
import type { GradientProblem } from "./gradient-problem.ts";

/** Transitions that know which of them follow each other. Room for C; rows 0 … size−1 are in use. */
export type Trajectories<O extends Space = Space> = {
  size: number;
  /** `[C, O]` */
  observation: Lanes<O>;
  /** `[C, O]` */
  nextObservation: Lanes<O>;
  /** `[C]` */
  action: Int32Array;
  /** `[C]` */
  reward: Float64Array;
  /** `[C]` γ, or 0 where the MDP terminated. */
  discount: Float64Array;
  /** `[C]` Row of the next transition of the same episode, always further on; −1 where there is none. */
  next: Int32Array;
  /** `[C]` Steps since the episode began. */
  time: Int32Array;
};

/** Columns that a transition is copied from, such as a batch's. */
export type TransitionColumns<O extends Space> =
  Pick<TransitionBatch<O, Discrete>, "observation" | "nextObservation" | "action" | "reward" | "discount">;

/** Room for `capacity` transitions. */
export function trajectories<O extends Space>(
  { observation }: GradientProblem<O>, capacity: number, allocator: Allocator,
): Trajectories<O> {
  return {
    size: 0, observation: allocate(observation, capacity, allocator), nextObservation: allocate(observation, capacity, allocator),
    action: allocator("int32", capacity), reward: allocator("float64", capacity), discount: allocator("float64", capacity),
    next: allocator("int32", capacity), time: allocator("int32", capacity),
  };
}

/** Where in an episode a transition is. */
export interface Place {
  /** The row it follows; −1 where it follows none that is held. */
  readonly previous: number;
  /** Steps since its episode began. */
  readonly time: number;
}

/** How many transitions there is room for. */
export const capacityOf = ({ action }: Pick<Trajectories, "action">): number => action.length;

/**
 * Appends one transition.
 *
 * @param columns - where it is copied from, row `from`
 * @returns its row
 */
export function appendTransition<O extends Space>(
  to: Trajectories<O>, columns: TransitionColumns<O>, from: number, { previous, time }: Place,
): number {
  const row = to.size++;
  const observationSize = to.observation.length / capacityOf(to);
  for (let i = 0; i < observationSize; i++) {
    to.observation[row * observationSize + i] = columns.observation[from * observationSize + i]!;
    to.nextObservation[row * observationSize + i] = columns.nextObservation[from * observationSize + i]!;
  }
  to.action[row] = columns.action[from]!;
  to.reward[row] = columns.reward[from]!;
  to.discount[row] = columns.discount[from]!;
  to.next[row] = -1;
  to.time[row] = time;
  if (previous >= 0) to.next[previous] = row;
  return row;
}
