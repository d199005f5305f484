import type { Discrete, Problem } from "@worldwise/protocol";
import { threeStateClass } from "./three-state-class.ts";
import type { ThreeStatesLearner, ThreeStatesOptions } from "./three-state-learner.ts";
import { threeStateLearner } from "./three-state-learner.ts";

/**
 * The IterVAML loss of the three-state class, for one action: the squared error of the model's expected next value.
 *
 *   L(θ) = 1/n Σ_i (E_P̂θ[V] − V(x'_i))²
 *
 * @param outcomeCounts - `[3]` how often s0, s1, s2 followed, at least one of them positive
 * @param value - `[3]` V
 * @returns L in squared value units, at least 0
 *
 * Source: Farahmand (2018), Iterative value-aware model learning, the empirical loss, for one action and one value function.
 */
export function threeStatesIterVamlLoss(theta: number, outcomeCounts: ArrayLike<number>, value: ArrayLike<number>): number {
  const expected = threeStateClass.expectation(theta, value);
  let [total, squares] = [0, 0];
  for (let y = 0; y < 3; y++) {
    total += outcomeCounts[y]!;
    squares += outcomeCounts[y]! * (expected - value[y]!) ** 2;
  }
  return squares / total;
}

/**
 * Its derivative.
 *
 *   dL/dθ = 2 (E_P̂θ[V] − 1/n Σ_i V(x'_i)) · (V(s1) − ½ (V(s0) + V(s2)))
 *
 * @param outcomeCounts - `[3]` how often s0, s1, s2 followed, at least one of them positive
 * @param value - `[3]` V
 */
export function threeStatesIterVamlDerivative(theta: number, outcomeCounts: ArrayLike<number>, value: ArrayLike<number>): number {
  let [total, values] = [0, 0];
  for (let y = 0; y < 3; y++) {
    total += outcomeCounts[y]!;
    values += outcomeCounts[y]! * value[y]!;
  }
  return 2 * (threeStateClass.expectation(theta, value) - values / total) * threeStateClass.expectationSlope(value);
}

/** max V − min V */
function spanOf(value: Float64Array): number {
  const [first, second, third] = [value[0]!, value[1]!, value[2]!];
  return Math.max(first, second, third) - Math.min(first, second, third);
}

/**
 * IterVAML in the three-state class: the model of what the planner's value function needs to know.
 *
 *   θ_a ← Π[θ_a − η / (2 span(V)²) · dL/dθ_a],   span(V) = max V − min V,   Π the projection on [0, 1]
 *
 * The loss is quadratic in θ_a with second derivative 2 (V(s1) − ½ (V(s0) + V(s2)))², at most 2 span(V)²: in this unit every η
 * up to 1 is stable, whatever the scale of V. Where V is constant, or s1 is worth the mean of the others, the loss is flat and
 * θ stays. Every update takes `steps` steps for the V of that moment, also when nothing is new; a V that is not finite is not
 * learned from.
 *
 * @param problem - three states, any number of actions
 * @param options - `stepSize` η 0.5, `steps` 20, `initialTheta` 1/3 unless given
 * @returns a learner that needs `valueTable` of the planner; `update` returns "non-finite" where V is not finite
 *
 * Source: Farahmand (2018), Iterative value-aware model learning; the class is that of Grimm et al. (2020), appendix A.1.2.
 */
export function iterVamlThreeStates(
  problem: Problem<Discrete, Discrete>, options: Partial<ThreeStatesOptions> = {},
): ThreeStatesLearner<"valueTable"> {
  return threeStateLearner<"valueTable">(problem, options, {
    name: "threeStatesIterVaml", needs: ["valueTable"],
    isUsable: ({ valueTable }) => Number.isFinite(spanOf(valueTable)),
    step(theta, outcomeCounts, { valueTable }) {
      const span = spanOf(valueTable);
      // Divided twice: the square of a small span is 0 sooner than the span.
      return span === 0 ? 0 : -threeStatesIterVamlDerivative(theta, outcomeCounts, valueTable) / (2 * span) / span;
    },
  });
}
