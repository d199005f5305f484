import type { Agent, Mdp } from "@worldwise/protocol";
import { mean } from "@worldwise/stats";
import { evaluatedPolicy } from "../evaluated-policy.ts";
import { exactValues } from "../exact-values.ts";
import type { HeldOutEpisodes } from "./held-out-episodes.ts";
import type { Qualities } from "./qualities.ts";

/**
 * What the evaluated policy is worth in the true world.
 *
 *   plan-return   mean undiscounted return of the held-out episodes
 *   plan-value    J(π) = Σ_x initial(x) V^π(x), exact where the world is finite
 *   plan-regret   J* − J(π)
 */
export function planQuality(agent: Agent, world: Mdp | undefined, { returns }: HeldOutEpisodes): Pick<Qualities, "measures"> {
  const exact = world && exactValues(world, evaluatedPolicy(agent, world));
  return { measures: {
    "plan-return": mean(returns), ...(exact && { "plan-value": exact.policy, "plan-regret": exact.optimal - exact.policy }),
  } };
}
