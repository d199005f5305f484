import type { Allocator, Space } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import type { ActorAndCritic } from "./critic.ts";
import type { GradientProblem } from "./gradient-problem.ts";
import type { Trajectories } from "./trajectories.ts";
import { trajectories } from "./trajectories.ts";
import type { VisitedStates } from "./visited-states.ts";
import { visitedStates } from "./visited-states.ts";

/** Policy and critic, the round that is being collected, and what the last one did. */
export type SampledState<O extends Space = Space> = ActorAndCritic & {
  trajectories: Trajectories<O>;
  visited: VisitedStates<O>;
  /** Rows of the last real batch: lanes, one below the other. */
  laneCount: number;
  /** `[C]` Row of the transition that each lane goes on from; −1 where it begins anew. */
  laneRow: Int32Array;
  /** `[C]` Steps of the episode of each lane so far. */
  laneTime: Int32Array;
  /** The data set's clock when it was last read. */
  seen: number;
  /** Rounds that were learned from. */
  rounds: number;
  /** ‖ĝ‖ of the last round. */
  gradientNorm: number;
  /** L of the last step, estimated from the round that it was made from. */
  surrogate: number;
  /** Expected KL(π‖π') of the last step, likewise. */
  divergence: number;
  /** Mean reward of a transition of the last round. */
  meanReward: number;
};

/** θ = 0, the uniform policy; Q̂ = 0; and room for a round. */
export function sampledState<O extends Space>(
  problem: GradientProblem<O>, { featureCount, actionCount }: ActionFeatures<O>, capacity: number, allocator: Allocator,
): SampledState<O> {
  return {
    parameter: allocator("float64", featureCount * actionCount), critic: allocator("float64", featureCount * actionCount),
    trajectories: trajectories(problem, capacity, allocator), visited: visitedStates(problem.observation, capacity, allocator),
    laneCount: 0, laneRow: allocator("int32", capacity).fill(-1), laneTime: allocator("int32", capacity),
    seen: 0, rounds: 0, gradientNorm: 0, surrogate: 0, divergence: 0, meanReward: 0,
  };
}
