import type { TabularPolicy } from "@worldwise/math";
import type { Mdp, Outcome } from "@worldwise/protocol";
import { averageOverActions, backup } from "./mdp-rows.ts";
import { checkDiscounted, policyProbabilities } from "./model-pair.ts";
import { resolvent } from "./resolvent.ts";
import { supNorm, weightedSum } from "./vectors.ts";

/** Values of a policy, by linear algebra. */
export interface PolicyValues {
  /** `[N]` V^π = (I − γ P^π)⁻¹ r^π */
  readonly value: Float64Array;
  /** `[N·M]` Q^π = r + γ P V^π */
  readonly actionValue: Float64Array;
  /** J = Σ_x initial[x] V^π(x) */
  readonly startValue: number;
}

/** Values of an optimal policy. */
export interface OptimalValues extends PolicyValues {
  /** `[N]` */
  readonly policy: Int32Array;
  readonly outcome: Outcome;
}

/** Improvements after which policy iteration gives up. Howard's method needs a handful. */
const MAX_IMPROVEMENTS = 1000;

/**
 * The exact values of a policy.
 *
 *   V^π = (I − γ P^π)⁻¹ r^π
 *
 * @param policy - `[N]` actions, or `[N·M]` probabilities
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-length`.
 */
export function policyValues(mdp: Mdp, policy: TabularPolicy): PolicyValues {
  checkDiscounted(mdp);
  const probabilities = policyProbabilities(mdp, policy);
  const value = resolvent(mdp, probabilities).apply(averageOverActions(probabilities, mdp.reward, mdp.stateCount));
  return { value, actionValue: backup(mdp, value), startValue: weightedSum(mdp.initial, value) };
}

/**
 * The exact values of an optimal policy, by policy iteration.
 *
 * Of equally good actions the first; later the one it has is kept, unless another is better by more than rounding.
 *
 * Throws `bad-mdp`.
 */
export function optimalValues(mdp: Mdp): OptimalValues {
  checkDiscounted(mdp);
  const policy = new Int32Array(mdp.stateCount);
  let values = policyValues(mdp, policy);
  for (let improvement = 0; improvement < MAX_IMPROVEMENTS; improvement++) {
    if (!improve(values.actionValue, policy, 1e-12 * Math.max(1, supNorm(values.value)))) {
      return { ...values, policy, outcome: values.value.every(Number.isFinite) ? "converged" : "non-finite" };
    }
    values = policyValues(mdp, policy);
  }
  return { ...values, policy, outcome: "max-iterations" };
}

/** Makes a policy greedy; says whether it changed. */
function improve(actionValue: Float64Array, policy: Int32Array, tieWidth: number): boolean {
  const greedy = greedyActions(actionValue, policy.length);
  const actionCount = actionValue.length / policy.length;
  let changed = false;
  for (let state = 0; state < policy.length; state++) {
    const [now, best] = [actionValue[state * actionCount + policy[state]!]!, actionValue[state * actionCount + greedy[state]!]!];
    if (!(best > now + tieWidth)) continue;
    policy[state] = greedy[state]!;
    changed = true;
  }
  return changed;
}

/** `[N]` The first best action of each state. */
export function greedyActions(actionValue: Float64Array, stateCount: number): Int32Array {
  const actionCount = actionValue.length / stateCount;
  return Int32Array.from({ length: stateCount }, (_, state) => {
    let best = 0;
    for (let a = 1; a < actionCount; a++) {
      if (actionValue[state * actionCount + a]! > actionValue[state * actionCount + best]!) best = a;
    }
    return best;
  });
}

/** `[N]` max_a Q(x, a) */
export function maximumOverActions(actionValue: Float64Array, stateCount: number): Float64Array {
  const actionCount = actionValue.length / stateCount;
  return Float64Array.from(greedyActions(actionValue, stateCount), (action, state) => actionValue[state * actionCount + action]!);
}
