import type { TabularPolicy } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import { type Bound, bound, type BoundChain, boundChain } from "./bound.ts";
import { optimalValues, policyValues } from "./exact-values.ts";
import { valueAwareErrors } from "./likelihood-bounds.ts";
import { averageOverActions, policyTransitions } from "./mdp-rows.ts";
import { checkPair, policyProbabilities } from "./model-pair.ts";
import { resolvent } from "./resolvent.ts";
import { rowL1 } from "./row-distances.ts";
import { rowSumNorm, spectralRadius } from "./spectral-radius.ts";
import { checkIterates } from "./value-iteration-bounds.ts";
import { subtract, supNorm } from "./vectors.ts";

/** How fast operator splitting forgets its beginning. */
export interface OperatorSplittingContraction {
  /** spectral radius ≤ ‖G‖∞ ≤ γ' = γ/(1 − γ) ‖P − P̂‖∞ over the policy's rows ≤ the same over all rows. */
  readonly norm: BoundChain<"policyRows" | "allRows">;
  /** The rate in the long run. */
  readonly spectralRadius: Bound;
  /** `[N, N]` G = γ (I − γ P̂^π)⁻¹ (P − P̂)^π: V_k − V^π = Gᵏ (V_0 − V^π). */
  readonly operator: Float64Array;
  /** γ'. Operator splitting is sure to converge below 1, and faster than value iteration below γ. */
  readonly contraction: number;
}

/**
 * The contraction of operator-splitting policy evaluation.
 *
 *   G = γ (I − γ P̂^π)⁻¹ (P − P̂)^π,   ‖G‖∞ ≤ γ' = γ/(1 − γ) ‖P − P̂‖∞
 *
 * @param policy - `[N]` actions, or `[N·M]` probabilities
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-length`.
 *
 * Source: Rakhsha, Wang, Ghavamzadeh and Farahmand (2022), "Operator splitting value iteration", NeurIPS 35.
 */
export function operatorSplittingContraction(truth: Mdp, model: Mdp, policy: TabularPolicy): OperatorSplittingContraction {
  checkPair(truth, model);
  const probabilities = policyProbabilities(truth, policy);
  const { stateCount, discount } = truth;
  const difference = subtract(policyTransitions(truth, probabilities), policyTransitions(model, probabilities));
  const operator = solveColumns(model, probabilities, difference.map((entry) => discount * entry));
  const [norm, radius] = [rowSumNorm(operator, stateCount), spectralRadius(operator, stateCount)];
  const rows = rowL1(truth, model);
  const contraction = discount / (1 - discount) * supNorm(rows);
  const onPolicy = discount / (1 - discount) * supNorm(averageOverActions(probabilities, rows, stateCount));
  return {
    operator, contraction, spectralRadius: bound("norm", radius, norm),
    norm: boundChain(norm, { policyRows: onPolicy, allRows: contraction }),
  };
}

/** (I − γ P̂^π)⁻¹ right, column by column. */
function solveColumns(model: Mdp, probabilities: Float64Array, right: Float64Array): Float64Array {
  const { stateCount } = model;
  const solve = resolvent(model, probabilities);
  const solved = new Float64Array(stateCount * stateCount);
  for (let y = 0; y < stateCount; y++) {
    const column = solve.apply(Float64Array.from({ length: stateCount }, (_, x) => right[x * stateCount + y]!));
    column.forEach((entry, x) => {
      solved[x * stateCount + y] = entry;
    });
  }
  return solved;
}

/**
 * One exact step of operator splitting: the values in the model with rewards corrected by the truth.
 *
 *   r̄ = r + γ (P − P̂) V,   V' = V^π(r̄, P̂), or V*(r̄, P̂) without a policy
 *
 * @param value - `[N]` V
 * @returns `[N]` V'
 */
export function operatorSplittingStep(truth: Mdp, model: Mdp, value: Float64Array, policy?: TabularPolicy): Float64Array {
  const corrected = correctedModel(truth, model, value);
  return policy === undefined ? optimalValues(corrected).value : policyValues(corrected, policy).value;
}

/** The model with rewards r̄ = r + γ (P − P̂) V. */
function correctedModel(truth: Mdp, model: Mdp, value: Float64Array): Mdp {
  const error = valueAwareErrors(truth, model, value);
  const { successorReward: _, ...rest } = model;
  return { ...rest, reward: truth.reward.map((reward, row) => reward + truth.discount * error[row]!) };
}

/**
 * How close approximate operator splitting has come, given all its iterates V_0, …, V_k.
 *
 *   ‖V^π − V_k‖∞ ≤ γ'ᵏ ‖V^π − V_0‖∞ + (1 − γ'ᵏ)/(1 − γ') ε
 *
 * ε is the largest distance of V_j+1 from an exact step at V_j. Infinite where γ' ≥ 1: the method may diverge in bad models.
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-length`, `bad-iterates`.
 *
 * Source: Rakhsha et al. (2022), as above, its error propagation for evaluation.
 */
export function operatorSplittingEvaluationBound(
  truth: Mdp, model: Mdp, policy: TabularPolicy, values: readonly Float64Array[],
): BoundChain<"iterates"> {
  checkPair(truth, model);
  checkIterates(truth, values);
  const { value } = policyValues(truth, policy);
  const contraction = splittingContraction(truth, model);
  const error = largestStepError(values, (from) => operatorSplittingStep(truth, model, from, policy));
  const k = values.length - 1;
  const start = contraction ** k * supNorm(subtract(value, values[0]!));
  const right = start + (1 - contraction ** k) / (1 - contraction) * error;
  return boundChain(supNorm(subtract(value, values[k]!)), { iterates: contraction < 1 ? right : Infinity });
}

/**
 * How good the plan of approximate operator splitting is: π_k is optimal in the model with the rewards that V_k−1 corrected.
 *
 *   ‖V* − V^π_k‖∞ ≤ 2γ'ᵏ/(1−γ') ‖V* − V_0‖∞ + 2γ' (1 − γ'ᵏ⁻¹)/(1−γ')² ε
 *
 * Infinite where γ' ≥ 1.
 *
 * @param values - V_0, …, V_k−1; at least one
 *
 * Throws `bad-mdp`, `bad-length`, `bad-iterates`.
 *
 * Source: Rakhsha et al. (2022), as above, its error propagation for control, with exact planning in the model.
 */
export function operatorSplittingControlBound(truth: Mdp, model: Mdp, values: readonly Float64Array[]): BoundChain<"iterates"> {
  checkPair(truth, model);
  checkIterates(truth, values);
  const { value } = optimalValues(truth);
  const { policy } = optimalValues(correctedModel(truth, model, values.at(-1)!));
  const contraction = splittingContraction(truth, model);
  const error = largestStepError(values, (from) => operatorSplittingStep(truth, model, from));
  const k = values.length;
  const start = 2 * contraction ** k / (1 - contraction) * supNorm(subtract(value, values[0]!));
  const right = start + 2 * contraction * (1 - contraction ** (k - 1)) / (1 - contraction) ** 2 * error;
  const loss = supNorm(subtract(value, policyValues(truth, policy).value));
  return boundChain(loss, { iterates: contraction < 1 ? right : Infinity });
}

function splittingContraction(truth: Mdp, model: Mdp): number {
  return truth.discount / (1 - truth.discount) * supNorm(rowL1(truth, model));
}

function largestStepError(values: readonly Float64Array[], step: (from: Float64Array) => Float64Array): number {
  return supNorm(values.slice(1).map((value, j) => supNorm(subtract(value, step(values[j]!)))));
}
