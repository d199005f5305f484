import type { OptionSchema, Plugin, Space } from "@worldwise/protocol";
import { createComponent, definePlugin, number, optionSchema } from "@worldwise/protocol";
import type { GradientProblem } from "./gradient-problem.ts";
import type { SolveOptions } from "./natural-direction.ts";
import { naturalDirection } from "./natural-direction.ts";
import type { ExperienceSource, SampledPlannerOptions } from "./sampled-options.ts";
import { sampledPlannerFields } from "./sampled-options.ts";
import type { SampledPlanner } from "./sampled-planner.ts";
import { sampledPlanner } from "./sampled-planner.ts";
import { solveFields } from "./solve-options.ts";
import { addScaled } from "./trust-region.ts";
import { policyGeometry } from "./weighted-states.ts";

/** Options of {@link naturalPolicyGradient}. Damping is 0.001 and 20 solver iterations by default. */
export interface NaturalPolicyGradientOptions<Source extends ExperienceSource = ExperienceSource>
  extends SampledPlannerOptions<Source>, Partial<SolveOptions> {
  /** η above 0. Default 0.1. */
  readonly stepSize?: number;
}

type Chosen = Required<NaturalPolicyGradientOptions>;

const options: OptionSchema<Chosen> = optionSchema({
  ...sampledPlannerFields, ...solveFields(0.001, 20),
  stepSize: number({ description: "step size η along the natural gradient", default: 0.1, exclusiveMinimum: 0 }),
});

/** {@link naturalPolicyGradient} by name. */
export const naturalPolicyGradientPlugin: Plugin<
  "planner", Required<NaturalPolicyGradientOptions>, GradientProblem, SampledPlanner
> = definePlugin({
  role: "planner", name: "naturalPolicyGradient", options, create,
  about: "Natural policy gradient from trajectories, by conjugate gradients",
});

/**
 * The natural policy gradient from real, imagined or recorded trajectories.
 *
 *   θ ← θ + η (F̂ + λ I)⁻¹ ĝ,   F̂ = Σ_i w_i Σ_a π(a|x_i) ∇log π ∇log πᵀ / Σ_i w_i
 *
 * ĝ, w, features and rounds as in `reinforce`. F̂ sums over all actions of the visited states and is never written out. Throws as
 * `reinforce` does.
 *
 * Source: Kakade (2001), A natural policy gradient. Differs: F̂ is exact over actions, where the paper averages scores.
 */
export function naturalPolicyGradient<O extends Space, const Source extends ExperienceSource = "real">(
  problem: GradientProblem<O>, chosen: NaturalPolicyGradientOptions<Source> = {},
): SampledPlanner<O, Source> {
  const planner = createComponent(naturalPolicyGradientPlugin, chosen, problem as GradientProblem); // any O is some space
  return planner as unknown as SampledPlanner<O, Source>; // made for this problem, with the need of this source
}

function create(chosen: Chosen, problem: GradientProblem): SampledPlanner {
  return sampledPlanner("natural-policy-gradient", problem, chosen, (features) => {
    const natural = naturalDirection(features, policyGeometry(features), chosen);
    const direction = new Float64Array(features.featureCount * features.actionCount);
    return ({ transitions, gradient }, parameter) => {
      if (natural(transitions, gradient, direction)) addScaled(parameter, direction, chosen.stepSize);
    };
  });
}
