import { type Mdp, WorldwiseError } from "@worldwise/protocol";
import { type BoundChain, boundChain } from "./bound.ts";
import { checkLength } from "./distribution.ts";
import { greedyActions, maximumOverActions, optimalValues, policyValues } from "./exact-values.ts";
import { valueAwareErrors } from "./likelihood-bounds.ts";
import { backup } from "./mdp-rows.ts";
import { checkDiscounted, checkPair } from "./model-pair.ts";
import { subtract, supNorm } from "./vectors.ts";

/** `[N]` T*V = max_a (r + γ P_a V) */
export function optimalBackup(mdp: Mdp, value: Float64Array): Float64Array {
  return maximumOverActions(backup(mdp, value), mdp.stateCount);
}

/**
 * How good the plan of approximate value iteration is.
 *
 *   ‖V* − V^π_k‖∞ ≤ 2γᵏ/(1−γ) ‖V* − V_0‖∞ + 2γ (1 − γᵏ⁻¹)/(1−γ)² ε
 *
 * with π_k greedy for V_k−1 in the truth, and ε = max ‖V_j+1 − T*V_j‖∞ over j = 0 … k−2, however the V_j were made.
 *
 * @param values - V_0, …, V_k−1; at least one, each `[N]`
 *
 * Throws `bad-mdp`, `bad-length`, `bad-iterates`.
 *
 * Source: Bertsekas and Tsitsiklis (1996), "Neuro-dynamic programming"; for other norms Munos (2007), SIAM Journal on Control and
 * Optimization 46(2).
 */
export function approximateValueIterationBound(mdp: Mdp, values: readonly Float64Array[]): BoundChain<"iterates"> {
  checkDiscounted(mdp);
  checkIterates(mdp, values);
  return boundChain(greedyLoss(mdp, values.at(-1)!), { iterates: totalError(mdp, values, largestError(mdp, values)) });
}

/**
 * The rule by which value iteration stops: how good the greedy policy of T*V is, by how much the last sweep has changed.
 *
 *   ‖V* − V^π‖∞ ≤ 2γ/(1−γ) ‖T*V − V‖∞,   π greedy for T*V
 *
 * @param value - `[N]` V
 *
 * Throws `bad-mdp`, `bad-length`.
 *
 * Source: Puterman (1994), "Markov decision processes", theorem 6.3.1.
 */
export function stoppingRuleBound(mdp: Mdp, value: Float64Array): BoundChain<"residual"> {
  checkDiscounted(mdp);
  checkIterates(mdp, [value]);
  const next = optimalBackup(mdp, value);
  return boundChain(greedyLoss(mdp, next), { residual: 2 * mdp.discount / (1 - mdp.discount) * supNorm(subtract(next, value)) });
}

/** V_0, V_1, … of value iteration in models that may change from step to step. */
export interface ModelIterates {
  /** V_0 … V_K, each `[N]`; V_j+1 = max_a (r̂ + γ P̂⁽ʲ⁾ V_j). */
  readonly values: readonly Float64Array[];
  /** `[K]` ‖(r − r̂) + γ (P − P̂⁽ʲ⁾) V_j‖∞ over all pairs, what iterated VAML makes small. */
  readonly errors: readonly number[];
}

/**
 * Value iteration in models P̂⁽⁰⁾, P̂⁽¹⁾, …, as in iterated VAML, with the errors that count.
 *
 * @param models - one for each step; the same one again and again is plain planning in a model
 * @param initialValue - `[N]` V_0
 *
 * Throws `bad-mdp`, `bad-length`.
 *
 * Source: Farahmand (2018), "Iterative value-aware model learning", NeurIPS 31.
 */
export function modelValueIteration(truth: Mdp, models: readonly Mdp[], initialValue: Float64Array): ModelIterates {
  checkLength("initialValue", initialValue.length, truth.stateCount);
  const values = [initialValue], errors: number[] = [];
  for (const model of models) {
    checkPair(truth, model);
    const value = values.at(-1)!;
    const transitionError = valueAwareErrors(truth, model, value);
    errors.push(supNorm(transitionError.map((error, row) => truth.reward[row]! - model.reward[row]! + truth.discount * error)));
    values.push(optimalBackup(model, value));
  }
  return { values, errors };
}

/**
 * The bound of {@link approximateValueIterationBound} for value iteration in models, where a model's value-aware error stands for
 * the error of a backup: ‖V_j+1 − T*V_j‖∞ ≤ ‖(r − r̂) + γ (P − P̂⁽ʲ⁾) V_j‖∞.
 *
 * @param models - P̂⁽⁰⁾ … P̂⁽ᵏ⁻²⁾; the plan is greedy for the last value function in the truth
 *
 * Throws `bad-mdp`, `bad-length`.
 */
export function iteratedModelBound(
  truth: Mdp, models: readonly Mdp[], initialValue: Float64Array,
): BoundChain<"iterates" | "valueAware"> {
  checkDiscounted(truth);
  const { values, errors } = modelValueIteration(truth, models, initialValue);
  checkIterates(truth, values);
  return boundChain(greedyLoss(truth, values.at(-1)!), {
    iterates: totalError(truth, values, largestError(truth, values)), valueAware: totalError(truth, values, supNorm(errors)),
  });
}

/** ‖V* − V^π‖∞ of the greedy policy. */
function greedyLoss(mdp: Mdp, value: Float64Array): number {
  const policy = greedyActions(backup(mdp, value), mdp.stateCount);
  return supNorm(subtract(optimalValues(mdp).value, policyValues(mdp, policy).value));
}

function largestError(mdp: Mdp, values: readonly Float64Array[]): number {
  return supNorm(values.slice(1).map((value, j) => supNorm(subtract(value, optimalBackup(mdp, values[j]!)))));
}

function totalError(mdp: Mdp, values: readonly Float64Array[], error: number): number {
  const { discount } = mdp;
  const k = values.length;
  const start = 2 * discount ** k / (1 - discount) * supNorm(subtract(optimalValues(mdp).value, values[0]!));
  return start + 2 * discount * (1 - discount ** (k - 1)) / (1 - discount) ** 2 * error;
}

/** Throws unless there are value functions of all states. */
export function checkIterates(mdp: Mdp, values: readonly Float64Array[]): void {
  if (values.length === 0) {
    throw new WorldwiseError("bad-iterates", {
      expected: "at least one value function", got: "none", todo: "give V_0, …, in their order",
    });
  }
  for (const value of values) checkLength("a value function", value.length, mdp.stateCount);
}
