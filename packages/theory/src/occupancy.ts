import type { TabularPolicy } from "@worldwise/math";
import { type Mdp, WorldwiseError } from "@worldwise/protocol";
import { checkDistribution, checkLength } from "./distribution.ts";
import { policyTransitions } from "./mdp-rows.ts";
import { checkDiscounted, policyProbabilities } from "./model-pair.ts";
import { resolvent } from "./resolvent.ts";

/** Where a policy spends its time, discounted. */
export interface Occupancy {
  /** `[N]` ρ_γ(x) */
  readonly state: Float64Array;
  /** `[N·M]` ρ_γ(x) π(a|x) */
  readonly pair: Float64Array;
  /** What is left of 1: the time after the end of the episode. */
  readonly end: number;
}

/**
 * The discounted occupancy measure.
 *
 *   ρ_γ = (1 − γ) ρᵀ (I − γ P^π)⁻¹,   so that J = Σ ρ_γ(x) r^π(x) / (1 − γ)
 *
 * States that cannot be reached have 0. Where episodes end, its sum is below 1 by `end`.
 *
 * @param policy - `[N]` actions, or `[N·M]` probabilities
 * @param start - `[N]` ρ. Default: the MDP's start distribution
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-distribution`, `bad-length`.
 */
export function occupancy(mdp: Mdp, policy: TabularPolicy, start: Float64Array = mdp.initial): Occupancy {
  checkDiscounted(mdp);
  checkStart(mdp, start);
  const probabilities = policyProbabilities(mdp, policy);
  const state = resolvent(mdp, probabilities).applyTransposed(start).map((entry) => Math.max(0, (1 - mdp.discount) * entry));
  const pair = probabilities.map((probability, row) => probability * state[Math.floor(row / mdp.actionCount)]!);
  return { state, pair, end: Math.max(0, 1 - state.reduce((total, mass) => total + mass, 0)) };
}

/**
 * The distributions of the state over time: ρ, ρ P^π, ρ (P^π)², …
 *
 * @param horizon - H, a whole number of at least 0
 * @param start - `[N]` ρ. Default: the MDP's start distribution
 * @returns H + 1 distributions `[N + 1]`; the last entry is the probability that the episode has ended
 *
 * Throws `bad-horizon`, `bad-mdp`, `bad-policy`, `bad-distribution`, `bad-length`.
 */
export function stateDistributions(
  mdp: Mdp, policy: TabularPolicy, horizon: number, start: Float64Array = mdp.initial,
): readonly Float64Array[] {
  checkDiscounted(mdp);
  checkStart(mdp, start);
  checkHorizon(horizon);
  const transitions = policyTransitions(mdp, policyProbabilities(mdp, policy));
  const first = Float64Array.of(...start, 0);
  const distributions: Float64Array[] = [first];
  for (let k = 0; k < horizon; k++) distributions.push(advance(transitions, distributions[k]!));
  return distributions;
}

function advance(transitions: Float64Array, now: Float64Array): Float64Array {
  const stateCount = now.length - 1;
  const next = new Float64Array(stateCount + 1);
  for (let x = 0; x < stateCount; x++) {
    if (now[x] === 0) continue;
    for (let y = 0; y < stateCount; y++) next[y] = next[y]! + now[x]! * transitions[x * stateCount + y]!;
  }
  next[stateCount] = Math.max(0, 1 - next.reduce((total, mass) => total + mass, 0));
  return next;
}

function checkHorizon(horizon: number): void {
  if (Number.isInteger(horizon) && horizon >= 0) return;
  throw new WorldwiseError("bad-horizon", {
    expected: "a horizon of 0, 1, 2, …", got: String(horizon), todo: "give the number of steps",
  });
}

function checkStart(mdp: Mdp, start: Float64Array): void {
  checkLength("start", start.length, mdp.stateCount);
  checkDistribution("start", start);
}
