/**
 * A model class of three states that cannot hold the truth: one parameter for each action.
 *
 *   P̂_θ(·|s0,a) = (½ (1 − θ_a), θ_a, ½ (1 − θ_a)),   θ_a in [0, 1]
 *
 * From s1 and s2 everything leads back to s0. The reward is known: 1 in s0, otherwise 0. Nothing terminates.
 * Where the truth is not symmetric in s0 and s2, likelihood and value pick different θ: the smallest example of decision-aware
 * learning.
 *
 * Source: Grimm et al. (2020), The value equivalence principle, appendix A.1.2.
 */
export interface ThreeStateClass {
  /** Writes P̂_θ(·|s0,a) into outProbability[start … start+2]. */
  predict(theta: number, outProbability: Float64Array, start: number): void;
  /** E[V(x')] = ½ (1 − θ) (V(s0) + V(s2)) + θ V(s1), of value `[3]`. */
  expectation(theta: number, value: ArrayLike<number>): number;
  /** dE[V(x')]/dθ = V(s1) − ½ (V(s0) + V(s2)), for every θ. */
  expectationSlope(value: ArrayLike<number>): number;
  /** The nearest θ in [0, 1]. */
  project(theta: number): number;
}

/** The functions of the three-state class. */
export const threeStateClass: ThreeStateClass = Object.freeze({
  predict(theta: number, outProbability: Float64Array, start: number) {
    outProbability[start] = 0.5 * (1 - theta);
    outProbability[start + 1] = theta;
    outProbability[start + 2] = 0.5 * (1 - theta);
  },
  expectation: (theta: number, value: ArrayLike<number>) => 0.5 * (1 - theta) * (value[0]! + value[2]!) + theta * value[1]!,
  expectationSlope: (value: ArrayLike<number>) => value[1]! - 0.5 * (value[0]! + value[2]!),
  project: (theta: number) => Math.min(1, Math.max(0, theta)),
});
