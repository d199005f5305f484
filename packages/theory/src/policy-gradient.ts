import type { TabularPolicy } from "@worldwise/math";
import type { Mdp } from "@worldwise/protocol";
import { policyValues } from "./exact-values.ts";
import { checkFinite, checkLength } from "./distribution.ts";
import { policyProbabilities } from "./model-pair.ts";
import { occupancy } from "./occupancy.ts";

/** ∇ log π of a parameterized policy. */
export interface PolicyScore {
  /** D, the parameters. */
  readonly parameterCount: number;
  /** `[N·M, D]` row (x, a) is ∇_θ log π(a|x). */
  readonly gradient: Float64Array;
}

/**
 * The score of a table of softmax preferences θ[x, a].
 *
 *   ∂ log π(a|x) / ∂θ[x, b] = 1\{a = b\} − π(b|x), and 0 for other states
 *
 * @param probabilities - `[N·M]` π
 * @returns D = N·M
 */
export function softmaxScore(probabilities: Float64Array, actionCount: number): PolicyScore {
  const parameterCount = probabilities.length;
  const gradient = new Float64Array(parameterCount * parameterCount);
  for (let row = 0; row < parameterCount; row++) {
    const first = row - row % actionCount;
    for (let b = first; b < first + actionCount; b++) gradient[row * parameterCount + b] = Number(b === row) - probabilities[b]!;
  }
  return { parameterCount, gradient };
}

/** What the gradient may be told instead of finding it out. */
export interface PolicyGradientOptions {
  /** Default: that of softmax preferences in a table. */
  readonly score?: PolicyScore;
  /** `[N·M]` Q to weigh actions by. Default: Q^π of the MDP. */
  readonly critic?: Float64Array;
}

/**
 * The exact gradient of J = Σ_x initial[x] V^π(x).
 *
 *   ∇J = 1/(1 − γ) Σ_x ρ_γ(x) Σ_a π(a|x) ∇log π(a|x) Q(x, a)
 *
 * @param policy - `[N·M]` probabilities, or `[N]` actions
 * @returns `[D]`
 *
 * Throws `bad-mdp`, `bad-policy`, `bad-length`, `bad-number`.
 *
 * Source: Sutton, McAllester, Singh and Mansour (2000), NeurIPS 12, theorem 1.
 */
export function policyGradient(mdp: Mdp, policy: TabularPolicy, options: PolicyGradientOptions = {}): Float64Array {
  const probabilities = policyProbabilities(mdp, policy);
  const { score = softmaxScore(probabilities, mdp.actionCount), critic = policyValues(mdp, probabilities).actionValue } = options;
  checkScore(mdp, score);
  checkLength("critic", critic.length, probabilities.length);
  const { pair } = occupancy(mdp, probabilities);
  const gradient = new Float64Array(score.parameterCount);
  pair.forEach((mass, row) => addScaled(gradient, score, row, mass * critic[row]! / (1 - mdp.discount)));
  return gradient;
}

/** `[N, D]` Σ_a π(a|x) ∇log π(a|x) Q(x, a), the gradient's integrand. */
export function gradientByState(
  probabilities: Float64Array, critic: Float64Array, score: PolicyScore, stateCount: number,
): Float64Array {
  const { parameterCount } = score;
  const byState = new Float64Array(stateCount * parameterCount);
  const actionCount = critic.length / stateCount;
  critic.forEach((value, row) => {
    const state = Math.floor(row / actionCount);
    addScaled(byState.subarray(state * parameterCount, (state + 1) * parameterCount), score, row, probabilities[row]! * value);
  });
  return byState;
}

/** Throws unless a score belongs to the policies of an MDP. */
export function checkScore(mdp: Mdp, { parameterCount, gradient }: PolicyScore): void {
  checkLength("score.gradient", gradient.length, mdp.stateCount * mdp.actionCount * parameterCount);
  checkFinite("score.gradient", gradient);
}

function addScaled(sum: Float64Array, { parameterCount, gradient }: PolicyScore, row: number, factor: number): void {
  if (factor === 0) return;
  for (let d = 0; d < parameterCount; d++) sum[d] = sum[d]! + factor * gradient[row * parameterCount + d]!;
}
