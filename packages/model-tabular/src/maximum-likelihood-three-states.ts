import type { Discrete, Problem } from "@worldwise/protocol";
import type { ThreeStatesLearner, ThreeStatesOptions } from "./three-state-learner.ts";
import { threeStateLearner } from "./three-state-learner.ts";

/** The share of s1 among the outcomes. */
const shareOfMiddle = (outcomeCounts: ArrayLike<number>): number =>
  outcomeCounts[1]! / (outcomeCounts[0]! + outcomeCounts[1]! + outcomeCounts[2]!);

/** weight · log p, where nothing counts for nothing. */
const weightedLog = (weight: number, p: number): number => (weight === 0 ? 0 : weight * Math.log(p));

/**
 * Negative log-likelihood of the three-state class, for one action.
 *
 *   L(θ) = −1/n Σ_i log P̂_θ(x'_i|s0,a) = −q log θ − (1 − q) log(½ (1 − θ)),   q = n(s1) / n
 *
 * @param outcomeCounts - `[3]` how often s0, s1, s2 followed, at least one of them positive
 * @returns L in nats, at least 0; Infinity where θ rules out what was seen
 */
export function threeStatesNegativeLogLikelihood(theta: number, outcomeCounts: ArrayLike<number>): number {
  const share = shareOfMiddle(outcomeCounts);
  return -weightedLog(share, theta) - weightedLog(1 - share, 0.5 * (1 - theta));
}

/**
 * Its derivative.
 *
 *   dL/dθ = −q / θ + (1 − q) / (1 − θ)
 *
 * @param theta - in (0, 1)
 * @param outcomeCounts - `[3]` how often s0, s1, s2 followed, at least one of them positive
 */
export function threeStatesNegativeLogLikelihoodDerivative(theta: number, outcomeCounts: ArrayLike<number>): number {
  const share = shareOfMiddle(outcomeCounts);
  return -share / theta + (1 - share) / (1 - theta);
}

/**
 * Maximum likelihood in the three-state class: the model of what happens, whatever it matters.
 *
 *   θ_a ← Π[θ_a − η θ_a (1 − θ_a) dL/dθ_a] = Π[θ_a + η (q_a − θ_a)],   Π the projection on [0, 1]
 *
 * The optimum is q_a, the share of s1 among what followed (s0, a). The factor θ (1 − θ) is the inverse of the Fisher information
 * (a natural gradient): with it the step is defined up to θ = 0 and 1, where dL/dθ is not, and each step removes the part η of
 * the error.
 * Every update takes `steps` steps, also when nothing is new.
 *
 * @param problem - three states, any number of actions
 * @param options - `stepSize` η 0.5, `steps` 20, `initialTheta` 1/3 unless given
 *
 * Source: Grimm et al. (2020), appendix A.1.2, the model of maximum likelihood.
 */
export function maximumLikelihoodThreeStates(
  problem: Problem<Discrete, Discrete>, options: Partial<ThreeStatesOptions> = {},
): ThreeStatesLearner<never> {
  return threeStateLearner<never>(problem, options, {
    name: "threeStatesMaximumLikelihood", needs: [],
    isUsable: () => true,
    step: (theta, outcomeCounts) => shareOfMiddle(outcomeCounts) - theta,
  });
}
