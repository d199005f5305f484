import { bellmanProblem } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import { discountedVisits } from "./visits.ts";

/** A dense solve takes N² doubles. */
const mostStates = 1500;

/** How a model misleads somebody who climbs the gradient of the return. */
export interface GradientErrors {
  /** ‖∇Ĵ − ∇J‖₂, in units of return */
  readonly error: number;
  /** ∇Ĵ·∇J / (‖∇Ĵ‖ ‖∇J‖): 1 the same direction, −1 the opposite one; NaN where one of them is 0. */
  readonly cosine: number;
}

/**
 * The exact error of the policy gradient that a model gives, for softmax preferences in a table.
 *
 * Both worlds begin where the true one does. Undefined where sizes differ, a gradient is not defined, or there are too many states to
 * solve for.
 *
 * @param policy - `[N·M]` probabilities, all above 0
 */
export function gradientErrors(model: Mdp, world: Mdp, policy: Float64Array): GradientErrors | undefined {
  if (model.stateCount !== world.stateCount || model.actionCount !== world.actionCount) return undefined;
  const truth = policyGradient(world, policy, world.initial);
  const estimate = truth && policyGradient(model, policy, world.initial);
  if (!estimate) return undefined;
  const difference = estimate.map((entry, row) => entry - truth[row]!);
  return { error: norm(difference), cosine: dot(estimate, truth) / (norm(estimate) * norm(truth)) };
}

/**
 * The gradient of J = Σ_x start(x) V^π(x) by the preferences θ[x, a] of a softmax table.
 *
 *   ∂J/∂θ[x, a] = d(x) π(a|x) (Q^π(x, a) − V^π(x)),   d(x) = Σ_t γᵗ Pr(x_t = x)
 *
 * @returns `[N·M]`; undefined where values or visits are not defined
 *
 * Source: Sutton, McAllester, Singh and Mansour (2000), NeurIPS 12, theorem 1, for the softmax table.
 */
export function policyGradient(mdp: Mdp, policy: Float64Array, start: Float64Array): Float64Array | undefined {
  if (mdp.stateCount > mostStates || !mdp.reward.every(Number.isFinite)) return undefined;
  const visits = discountedVisits(mdp, policy, start);
  const value = new Float64Array(mdp.stateCount);
  if (!visits || bellmanProblem(mdp).solvePolicy(policy, value).outcome !== "solved") return undefined;
  const actionValue = backup(mdp, value);
  return actionValue.map((q, row) => {
    const x = Math.floor(row / mdp.actionCount);
    return visits[x]! * policy[row]! * (q - value[x]!);
  });
}

/** `[N·M]` Q = r + γ P V, ends being worth 0. */
export function backup(mdp: Mdp, value: ArrayLike<number>): Float64Array {
  return Float64Array.from({ length: mdp.stateCount * mdp.actionCount }, (_, row) => {
    let next = 0;
    for (let k = mdp.rowStart[row]!; k < mdp.rowEnd[row]!; k++) {
      if (mdp.terminated[k] === 0) next += mdp.probability[k]! * value[mdp.successor[k]!]!;
    }
    return mdp.reward[row]! + mdp.discount * next;
  });
}

/** `[N·M]` π(a|x) = exp(Q(x,a)/τ) / Σ_b exp(Q(x,b)/τ) */
export function softmaxPolicy(actionValue: Float64Array, actionCount: number, temperature: number): Float64Array {
  const policy = new Float64Array(actionValue.length);
  for (let first = 0; first < policy.length; first += actionCount) {
    const values = actionValue.subarray(first, first + actionCount);
    const largest = values.reduce((most, value) => Math.max(most, value), -Infinity);
    values.forEach((value, a) => { policy[first + a] = Math.exp((value - largest) / temperature); });
    const total = policy.subarray(first, first + actionCount).reduce((sum, weight) => sum + weight, 0);
    for (let a = 0; a < actionCount; a++) policy[first + a]! /= total;
  }
  return policy;
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((total, entry, row) => total + entry * b[row]!, 0);
const norm = (vector: Float64Array): number => Math.sqrt(dot(vector, vector));
