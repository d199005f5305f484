import type { OptionSchema, Plugin } from "@worldwise/protocol";
import { createComponent, definePlugin, number, optionSchema } from "@worldwise/protocol";
import type { ExactPlanner, ExactPlannerOptions } from "./exact-planner.ts";
import { exactPlanner, exactPlannerFields } from "./exact-planner.ts";
import type { FiniteProblem } from "./gradient-problem.ts";
import { addScaled } from "./trust-region.ts";

/** Options of {@link exactPolicyGradient}. */
export interface ExactPolicyGradientOptions extends ExactPlannerOptions {
  /** η above 0. Default 0.1. For rewards in [0, 1] tables climb monotonically up to (1 − γ)³ / 8; larger steps usually do too. */
  readonly stepSize?: number;
}

type Chosen = Required<ExactPolicyGradientOptions>;

const options: OptionSchema<Chosen> = optionSchema({
  ...exactPlannerFields, stepSize: number({ description: "step size η along the gradient", default: 0.1, exclusiveMinimum: 0 }),
});

/** {@link exactPolicyGradient} by name. */
export const exactPolicyGradientPlugin: Plugin<
  "planner", Required<ExactPolicyGradientOptions>, FiniteProblem, ExactPlanner
> = definePlugin({
  role: "planner", name: "exactPolicyGradient", about: "Gradient ascent on the return of an explicit MDP", options, create,
});

/**
 * Gradient ascent on the exact return of a softmax policy.
 *
 *   θ ← θ + η ∇J,   ∇J = 1/(1−γ) Σ_x ρ_γ(x) Σ_a π(a|x) ∇log π(a|x) Q(x,a)
 *
 * Each step solves one N×N system. Throws `bad-options`, and `not-discrete` unless states and actions can be counted; `plan`
 * throws `wrong-world` for a model of other sizes.
 *
 * Source: Sutton, McAllester, Singh and Mansour (2000); for the step size Agarwal, Kakade, Lee and Mahajan (2021), On the theory
 * of policy gradient methods.
 */
export function exactPolicyGradient(problem: FiniteProblem, chosen: ExactPolicyGradientOptions = {}): ExactPlanner {
  return createComponent(exactPolicyGradientPlugin, chosen, problem);
}

function create(chosen: Chosen, problem: FiniteProblem): ExactPlanner {
  return exactPlanner("exact-policy-gradient", problem, chosen, () => ({ gradient }, parameter) => {
    addScaled(parameter, gradient, chosen.stepSize);
    return true;
  });
}
