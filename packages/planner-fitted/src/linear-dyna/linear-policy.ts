import type { Features, LinearExpectation } from "@worldwise/data";
import type { Discrete, Policy, Random, Space } from "@worldwise/protocol";
import { actionValuesOf } from "./feature-backup.ts";

/** What a policy over features is made of. */
export interface LinearPolicyParts {
  readonly features: Features;
  readonly actionCount: number;
  /** Probability of a random action in explore mode. */
  readonly explore: number;
  /** `[K]` θ, read live. */
  readonly weight: Float64Array;
  /** Read live. */
  readonly model: LinearExpectation;
}

/**
 * Greedy in Q(φ, a) = b_aᵀφ + γ θᵀF_a φ, with a uniformly random action with probability `explore`.
 *
 * One uniform number for each lane, then one whole number where it explores, or where several actions are best. Judged: the best
 * action of lowest index, and no random numbers; explores likewise where the model does not tell actions apart.
 */
export function linearPolicy<O extends Space>({ features, actionCount, explore, weight, model }: LinearPolicyParts): Policy<O, Discrete> {
  const [feature, value] = [new Float64Array(features.size), new Float64Array(actionCount)];
  return {
    act(observation, random, outAction, mode = "explore") {
      for (let b = 0; b < random.lanes; b++) {
        features.write(observation, b, feature);
        if (model.actionCount === actionCount) actionValuesOf(model, weight, feature, value);
        outAction[b] = mode === "evaluate" ? bestOf(value, 0) : drawn(value, explore, random.lane(b));
      }
    },
  };
}

function drawn(value: Float64Array, explore: number, random: Random): number {
  if (random.uniform() < explore) return random.integer(value.length);
  const best = Math.max(...value);
  let ties = 0;
  for (const entry of value) ties += Number(entry === best);
  return bestOf(value, ties > 1 ? random.integer(ties) : 0);
}

/** The best action, after skipping some that are as good. */
function bestOf(value: Float64Array, skipped: number): number {
  let best = 0;
  for (let a = 1; a < value.length; a++) if (value[a]! > value[best]!) best = a;
  for (let a = best + 1, left = skipped; left > 0 && a < value.length; a++) {
    if (value[a] !== value[best]) continue;
    best = a;
    left--;
  }
  return best;
}
