import type { OptionSchema, Plugin } from "@worldwise/protocol";
import { createComponent, definePlugin, number, optionSchema } from "@worldwise/protocol";
import { exactNaturalDirection } from "./exact-natural-direction.ts";
import type { ExactPlanner, ExactPlannerOptions } from "./exact-planner.ts";
import { exactPlanner, exactPlannerFields } from "./exact-planner.ts";
import type { FiniteProblem } from "./gradient-problem.ts";
import type { SolveOptions } from "./natural-direction.ts";
import { solveFields } from "./solve-options.ts";
import { addScaled } from "./trust-region.ts";

/** Options of {@link exactNaturalPolicyGradient}. Damping (0 by default) and iterations (100) are of no account in tables. */
export interface ExactNaturalPolicyGradientOptions extends ExactPlannerOptions, Partial<SolveOptions> {
  /** η above 0. Default 0.1. Tables climb with any. */
  readonly stepSize?: number;
}

type Chosen = Required<ExactNaturalPolicyGradientOptions>;

const options: OptionSchema<Chosen> = optionSchema({
  ...exactPlannerFields, ...solveFields(0, 100),
  stepSize: number({ description: "step size η along the natural gradient", default: 0.1, exclusiveMinimum: 0 }),
});

/** {@link exactNaturalPolicyGradient} by name. */
export const exactNaturalPolicyGradientPlugin: Plugin<
  "planner", Required<ExactNaturalPolicyGradientOptions>, FiniteProblem, ExactPlanner
> = definePlugin({
  role: "planner", name: "exactNaturalPolicyGradient", options, create,
  about: "Natural gradient ascent on the return of an explicit MDP",
});

/**
 * Natural gradient ascent on the exact return of a softmax policy.
 *
 *   θ ← θ + η F⁻¹ ∇J;   in a table  π'(a|x) ∝ π(a|x) exp(η A(x,a) / (1 − γ)),   A = Q − V
 *
 * In a table J never falls, whatever η. Where episodes end, 1/(1 − γ) is the expected discounted length of one, H = Σ_x d(x).
 * Linear policies solve for the direction by conjugate gradients. Throws as `exactPolicyGradient` does.
 *
 * Source: Kakade (2001), A natural policy gradient; for the closed form Agarwal, Kakade, Lee and Mahajan (2021), On the theory of
 * policy gradient methods.
 */
export function exactNaturalPolicyGradient(problem: FiniteProblem, chosen: ExactNaturalPolicyGradientOptions = {}): ExactPlanner {
  return createComponent(exactNaturalPolicyGradientPlugin, chosen, problem);
}

function create(chosen: Chosen, problem: FiniteProblem): ExactPlanner {
  return exactPlanner("exact-natural-policy-gradient", problem, chosen, (features) => {
    const natural = exactNaturalDirection(features, problem.observation.count, chosen);
    const direction = new Float64Array(features.featureCount * features.actionCount);
    return (step, parameter) => {
      if (!natural(step, direction)) return false;
      addScaled(parameter, direction, chosen.stepSize);
      return true;
    };
  });
}
