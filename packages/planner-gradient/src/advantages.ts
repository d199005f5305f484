import type { Space } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import type { ActorAndCritic } from "./critic.ts";
import { criticValue } from "./critic.ts";
import type { Trajectories } from "./trajectories.ts";

/** How advantages are estimated. */
export interface AdvantageOptions {
  /** λ in [0, 1]: 1, whole returns less the baseline; 0, one reward and the critic's next value. */
  readonly traceDecay: number;
  /** `critic`: V̂ of the critic. `none`: 0, also where a trajectory was cut. */
  readonly baseline: "critic" | "none";
}

/** Writes an advantage and a return for each transition. */
export type Advantages<O extends Space> =
  (state: ActorAndCritic, trajectories: Trajectories<O>, outAdvantage: Float64Array, outReturn: Float64Array) => void;

/**
 * Generalized advantage estimates.
 *
 *   δ_i = r_i + discount_i V̂(x'_i) − V̂(x_i),   Â_i = δ_i + discount_i λ Â_next(i),   return_i = Â_i + V̂(x_i)
 *
 * Where a trajectory was cut (a time limit, the end of the round) V̂(x') stands for what would have followed. With λ = 1 this is
 * REINFORCE with a baseline, with λ = 0 a one-step actor-critic.
 *
 * Source: Schulman, Moritz, Levine, Jordan and Abbeel (2016), High-dimensional continuous control using generalized advantage
 * estimation, eq. 16.
 */
export function advantages<O extends Space>(
  features: ActionFeatures<O>, { traceDecay, baseline }: AdvantageOptions,
): Advantages<O> {
  const evaluate = baseline === "none" ? (): number => 0 : criticValue(features);
  return (state, { size, observation, nextObservation, reward, discount, next }, outAdvantage, outReturn) => {
    for (let row = size - 1; row >= 0; row--) {
      const value = evaluate(state, observation, row);
      const follower = next[row]!;
      const later = follower < 0 ? 0 : traceDecay * outAdvantage[follower]!;
      const nextValue = discount[row] === 0 ? 0 : evaluate(state, nextObservation, row);
      outAdvantage[row] = reward[row]! + discount[row]! * (nextValue + later) - value;
      outReturn[row] = outAdvantage[row]! + value;
    }
  };
}
