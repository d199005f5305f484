import type { TabularPolicy } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import { policyValues } from "./exact-values.ts";
import { averageOverActions, backupDifference, expectedNextValue } from "./mdp-rows.ts";
import { checkPair, policyProbabilities } from "./model-pair.ts";
import { occupancy } from "./occupancy.ts";
import { resolvent } from "./resolvent.ts";
import { add, subtract, supNorm, weightedSum } from "./vectors.ts";

/** One quantity, and the two ways of writing it by errors of single steps. */
export interface ErrorIdentity<Quantity> {
  /** Truth minus model. */
  readonly difference: Quantity;
  /** With the resolvent of the model, and the value function of the truth. */
  readonly throughModel: Quantity;
  /** With the resolvent of the truth, and the value function of the model. */
  readonly throughTruth: Quantity;
}

/** The simulation lemma of a policy, in all its forms. */
export interface SimulationLemma {
  /** `[N]` V^π − V̂^π */
  readonly value: ErrorIdentity<Float64Array>;
  /** `[N·M]` Q^π − Q̂^π */
  readonly actionValue: ErrorIdentity<Float64Array>;
  /** J − Ĵ, with the occupancy in place of the resolvent; the start distribution is that of the truth. */
  readonly start: ErrorIdentity<number>;
  /** The largest disagreement of any form, relative to the larger of 1 and ‖V‖∞, ‖V̂‖∞: rounding, and nothing else. */
  readonly residual: number;
}

/**
 * What the errors of a model do to the values of a policy: identities, not bounds.
 *
 *   V − V̂ = (I − γ P̂^π)⁻¹ [(r − r̂)^π + γ (P − P̂)^π V]
 *   V − V̂ = (I − γ P^π)⁻¹ [(r − r̂)^π + γ (P − P̂)^π V̂]
 *   Q − Q̂ = d + γ P̂ (I − γ P̂^π)⁻¹ d^π,   d = (r − r̂) + γ (P − P̂) V;   likewise through P with V̂
 *   J − Ĵ = Σ_x ρ̂_γ(x) d^π(x) / (1 − γ),   likewise with ρ_γ and V̂
 *
 * The resolvent and the value function come from different worlds. With both from the model the right side is another number.
 * The lecture has r̂ = r.
 *
 * @param policy - `[N]` actions, or `[N·M]` probabilities
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-length`.
 *
 * Source: Kearns and Singh (2002), Machine Learning 49, the lemma of that name, as an identity.
 */
export function simulationLemma(truth: Mdp, model: Mdp, policy: TabularPolicy): SimulationLemma {
  checkPair(truth, model);
  const probabilities = policyProbabilities(truth, policy);
  const [inTruth, inModel] = [policyValues(truth, probabilities), policyValues(model, probabilities)];
  const throughModel = propagate(model, probabilities, backupDifference(truth, model, inTruth.value), truth.initial);
  const throughTruth = propagate(truth, probabilities, backupDifference(truth, model, inModel.value), truth.initial);
  const identity = <Quantity>(difference: Quantity, of: (way: PropagatedError) => Quantity): ErrorIdentity<Quantity> =>
    ({ difference, throughModel: of(throughModel), throughTruth: of(throughTruth) });
  const valueDifference = subtract(inTruth.value, inModel.value);
  const lemma = {
    value: identity(valueDifference, ({ value }) => value),
    actionValue: identity(subtract(inTruth.actionValue, inModel.actionValue), ({ actionValue }) => actionValue),
    start: identity(weightedSum(truth.initial, valueDifference), ({ start }) => start),
  };
  const scale = Math.max(1, supNorm(inTruth.value), supNorm(inModel.value));
  const residuals = [residualOf(lemma.value), residualOf(lemma.actionValue), residualOf(asVector(lemma.start))];
  return { ...lemma, residual: supNorm(residuals) / scale };
}

/** What becomes of an error of one step. */
interface PropagatedError {
  readonly value: Float64Array;
  readonly actionValue: Float64Array;
  readonly start: number;
}

/** @param stepError - `[N·M]` d */
function propagate(world: Mdp, probabilities: Float64Array, stepError: Float64Array, initial: Float64Array): PropagatedError {
  const inState = averageOverActions(probabilities, stepError, world.stateCount);
  const value = resolvent(world, probabilities).apply(inState);
  return {
    value,
    actionValue: stepError.map((error, row) => error + world.discount * expectedNextValue(world, row, value)),
    start: weightedSum(occupancy(world, probabilities, initial).state, inState) / (1 - world.discount),
  };
}

const asVector = ({ difference, throughModel, throughTruth }: ErrorIdentity<number>): ErrorIdentity<Float64Array> => ({
  difference: Float64Array.of(difference), throughModel: Float64Array.of(throughModel),
  throughTruth: Float64Array.of(throughTruth),
});

function residualOf({ difference, throughModel, throughTruth }: ErrorIdentity<Float64Array>): number {
  return Math.max(supNorm(subtract(difference, throughModel)), supNorm(subtract(difference, throughTruth)));
}

/** What planning in a model costs, split as in the lecture. */
export interface PolicyLossTerms {
  /** `[N]` V* − V^π̂, with π̂ optimal in the model. */
  readonly loss: Float64Array;
  /** `[N]` V^π* − V̂^π*: what the model gets wrong about the best policy. Of any sign. */
  readonly optimalPolicy: Float64Array;
  /** `[N]` V̂^π* − V̂^π̂, at most 0 since π̂ is best in the model. */
  readonly planning: Float64Array;
  /** `[N]` V̂^π̂ − V^π̂: what the model gets wrong about its own policy. Of any sign. */
  readonly modelPolicy: Float64Array;
  /** `[N]` optimalPolicy + modelPolicy, at least `loss`. */
  readonly twoTerms: Float64Array;
  /** `[N]` γ-discounted errors of one step behind the first term, (r − r̂)^π* + γ (P − P̂)^π* V^π*. */
  readonly optimalPolicyStep: Float64Array;
  /** `[N]` and behind the second, (r̂ − r)^π̂ + γ (P̂ − P)^π̂ V^π̂. */
  readonly modelPolicyStep: Float64Array;
  /** `[N]` V^π̂, what the plan is worth in truth. */
  readonly planValue: Float64Array;
  /** `[N]` V* */
  readonly optimalValue: Float64Array;
}

/**
 * V* − V^π̂ as the sum of three terms, the first and third by the simulation lemma.
 *
 *   loss = (I − γ P̂^π*)⁻¹ [(r − r̂)^π* + γ (P − P̂)^π* V^π*] + planning + (I − γ P̂^π̂)⁻¹ [(r̂ − r)^π̂ + γ (P̂ − P)^π̂ V^π̂]
 *
 * Only the middle term has a sign.
 *
 * @param optimal - π*, of the truth
 * @param plan - π̂, of the model
 */
export function policyLossTerms(truth: Mdp, model: Mdp, optimal: Int32Array, plan: Int32Array): PolicyLossTerms {
  checkPair(truth, model);
  const [best, own] = [policyValues(truth, optimal), policyValues(truth, plan)];
  const first = stepAndSum(truth, model, optimal, best.value, 1);
  const third = stepAndSum(truth, model, plan, own.value, -1);
  return {
    loss: subtract(best.value, own.value), optimalPolicy: first.sum, modelPolicy: third.sum, twoTerms: add(first.sum, third.sum),
    planning: subtract(policyValues(model, optimal).value, policyValues(model, plan).value),
    optimalPolicyStep: first.step, modelPolicyStep: third.step, planValue: own.value, optimalValue: best.value,
  };
}

/** The error of one step under a policy, and its sum over time in the model. */
function stepAndSum(
  truth: Mdp, model: Mdp, policy: Int32Array, value: Float64Array, sign: number,
): { readonly step: Float64Array; readonly sum: Float64Array } {
  const probabilities = policyProbabilities(truth, policy);
  const error = averageOverActions(probabilities, backupDifference(truth, model, value), truth.stateCount);
  const step = error.map((entry) => sign * entry);
  return { step, sum: resolvent(model, probabilities).apply(step) };
}
