import type { TabularPolicy } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import { policyValues } from "./exact-values.ts";
import { averageOverActions, expectedNextValue } from "./mdp-rows.ts";
import { checkDiscounted, checkPair, policyProbabilities } from "./model-pair.ts";

/** Moments of the return from each state. */
export interface ReturnMoments {
  /** `[N]` E[G] = V^π */
  readonly mean: Float64Array;
  /** `[N]` E[G²] */
  readonly secondMoment: Float64Array;
  /** `[N]` E[G²] − E[G]² */
  readonly variance: Float64Array;
}

/**
 * The first two moments of the return G = R + γ G', exactly.
 *
 *   E[G²] = E[R²] + 2γ E[R V(X')] + γ² E[E[G²](X')]
 *
 * Where the reward depends on the successor (`successorReward`), R and V(X') depend on each other, and the middle term is not
 * 2γ E[R] E[V(X')]. Where it does not, the reward counts as certain.
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-length`.
 *
 * Source: Sobel (1982), Journal of Applied Probability 19(4).
 */
export function returnMoments(mdp: Mdp, policy: TabularPolicy): ReturnMoments {
  checkDiscounted(mdp);
  const probabilities = policyProbabilities(mdp, policy);
  const { value: mean } = policyValues(mdp, probabilities);
  const { successorReward: _, ...rest } = mdp;
  // E[G²] is the value of another MDP: discount γ², reward E[R² + 2γ R V(X')].
  const squared = { ...rest, discount: mdp.discount ** 2, reward: mdp.reward.map((_reward, row) => squaredStep(mdp, row, mean)) };
  const { value: secondMoment } = policyValues(squared, probabilities);
  return { mean, secondMoment, variance: secondMoment.map((moment, state) => Math.max(0, moment - mean[state]! ** 2)) };
}

/** E[R² + 2γ R V(X')] of one row. */
function squaredStep(mdp: Mdp, row: number, value: Float64Array): number {
  const [start, end] = [mdp.rowStart[row]!, mdp.rowEnd[row]!];
  if (start === end) return mdp.reward[row]! ** 2;
  let total = 0;
  for (let k = start; k < end; k++) {
    const reward = mdp.successorReward?.[k] ?? mdp.reward[row]!;
    const next = mdp.terminated[k] === 1 ? 0 : value[mdp.successor[k]!]!;
    total += mdp.probability[k]! * reward * (reward + 2 * mdp.discount * next);
  }
  return total;
}

/**
 * What a model gets wrong about the distribution of returns: the moments of the truth after one backup in the model, minus
 * themselves. 0 in both means second-moment equivalence for this policy; `mean` alone is (proper) value equivalence.
 *
 * @returns `[N]` each; the second moments' errors include those that the means cause
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-length`.
 *
 * Source: Kastner, Erdogdu and Farahmand (2023), "Distributional model equivalence for risk-sensitive reinforcement learning",
 * NeurIPS 36. Differs: the cross term E[R V(X')] is exact.
 */
export function momentEquivalenceError(
  truth: Mdp, model: Mdp, policy: TabularPolicy,
): { readonly mean: Float64Array; readonly secondMoment: Float64Array } {
  checkPair(truth, model);
  const probabilities = policyProbabilities(truth, policy);
  const { mean, secondMoment } = returnMoments(truth, probabilities);
  const rows = Array.from(model.reward, (_, row) => row);
  const square = model.discount ** 2;
  const means = Float64Array.from(rows, (row) => model.reward[row]! + model.discount * expectedNextValue(model, row, mean));
  const seconds = Float64Array.from(rows, (row) =>
    squaredStep(model, row, mean) + square * expectedNextValue(model, row, secondMoment));
  const minus = (table: Float64Array, known: Float64Array): Float64Array =>
    averageOverActions(probabilities, table, truth.stateCount).map((entry, state) => entry - known[state]!);
  return { mean: minus(means, mean), secondMoment: minus(seconds, secondMoment) };
}
