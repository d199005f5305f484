import type { OptionSchema, Plugin, Space } from "@worldwise/protocol";
import { createComponent, definePlugin, number, optionSchema } from "@worldwise/protocol";
import type { GradientProblem } from "./gradient-problem.ts";
import type { ExperienceSource, SampledPlannerOptions } from "./sampled-options.ts";
import { sampledPlannerFields } from "./sampled-options.ts";
import type { SampledPlanner } from "./sampled-planner.ts";
import { sampledPlanner } from "./sampled-planner.ts";
import { addScaled } from "./trust-region.ts";

/** Options of {@link reinforce}. */
export interface ReinforceOptions<Source extends ExperienceSource = ExperienceSource> extends SampledPlannerOptions<Source> {
  /** η above 0. Default 0.1. */
  readonly stepSize?: number;
}

type Chosen = Required<ReinforceOptions>;

const options: OptionSchema<Chosen> = optionSchema({
  ...sampledPlannerFields, stepSize: number({ description: "step size η along the gradient", default: 0.1, exclusiveMinimum: 0 }),
});

/** {@link reinforce} by name. */
export const reinforcePlugin: Plugin<"planner", Required<ReinforceOptions>, GradientProblem, SampledPlanner> = definePlugin({
  role: "planner", name: "reinforce", options, create,
  about: "REINFORCE with a baseline; with traceDecay below 1, an actor-critic",
});

/**
 * REINFORCE with a baseline, from real, imagined or recorded trajectories of the present policy.
 *
 *   θ ← θ + η ĝ,   ĝ = 1/episodes Σ_i γ^\{t_i\} Â_i ∇log π(a_i|x_i)
 *
 * Policy and critic are linear in the same features: a table or given features for finite problems, polynomials for boxes, or
 * `policyFeatures` of the problem. It learns once in a round: `real` when its steps are full; `data` and `imagined` in `plan`,
 * which model-free compositions do not call. Imagined batches that are handed to `learn` are passed over. With `traceDecay` 0 it
 * is a one-step actor-critic. Illegal actions are not masked. Throws `bad-options`, and `not-discrete` unless actions can be
 * counted.
 *
 * Source: Williams (1992), Simple statistical gradient-following algorithms for connectionist reinforcement learning.
 */
export function reinforce<O extends Space, const Source extends ExperienceSource = "real">(
  problem: GradientProblem<O>, chosen: ReinforceOptions<Source> = {},
): SampledPlanner<O, Source> {
  const planner = createComponent(reinforcePlugin, chosen, problem as GradientProblem); // any O is some space
  return planner as unknown as SampledPlanner<O, Source>; // made for this problem, with the need of this source
}

function create(chosen: Chosen, problem: GradientProblem): SampledPlanner {
  const { stepSize } = chosen;
  return sampledPlanner("reinforce", problem, chosen, () => ({ gradient }, parameter) => {
    addScaled(parameter, gradient, stepSize);
  });
}
