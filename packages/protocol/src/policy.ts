import type { RandomLanes } from "./random.ts";
import type { Lanes, Space } from "./space.ts";
import type { ExtraColumn, ExtraKey, TransitionExtras } from "./transition-batch.ts";

/** Explore: as in training. Evaluate: the policy that is judged. */
export type ActMode = "explore" | "evaluate";

/** π, bound to live parameters. B lanes, B = random.lanes. E: what `act` records beside the action. */
export interface Policy<O extends Space = Space, A extends Space = Space, E extends ExtraKey = never> {
  /** Writes outAction `[B, A]`. */
  act(observation: Lanes<O>, random: RandomLanes, outAction: Lanes<A>, mode?: ActMode): void;
  /** A new episode begins in this lane: forget warm starts and search trees. */
  begin?(lane: number): void;
  /** What `act` leaves for the data set: it becomes `extras` of the transitions. */
  readonly records?: { readonly [Name in E]: ExtraColumn<TransitionExtras[Name]> };
}

/** ν: where imagined states are drawn from. */
export interface StateDistribution<O extends Space = Space> {
  /** Writes outObservation `[B, O]`. */
  draw(random: RandomLanes, outObservation: Lanes<O>): void;
}
