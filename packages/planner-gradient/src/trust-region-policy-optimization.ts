import type { OptionSchema, Plugin, Space } from "@worldwise/protocol";
import { createComponent, definePlugin, optionSchema } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import type { GradientProblem } from "./gradient-problem.ts";
import type { SolveOptions } from "./natural-direction.ts";
import { naturalDirection } from "./natural-direction.ts";
import { sampledObjective } from "./sampled-gradient.ts";
import type { ExperienceSource, SampledPlannerOptions } from "./sampled-options.ts";
import { sampledPlannerFields } from "./sampled-options.ts";
import type { SampledPlanner } from "./sampled-planner.ts";
import { sampledPlanner } from "./sampled-planner.ts";
import type { SampledMethod } from "./sampled-round.ts";
import { softmaxProbabilities } from "./softmax.ts";
import { solveFields, trustRegionFields } from "./solve-options.ts";
import type { TrustRegionOptions } from "./trust-region.ts";
import { trustRegionStep } from "./trust-region.ts";
import { policyGeometry } from "./weighted-states.ts";

/** Options of {@link trustRegionPolicyOptimization}: δ 0.01, 10 halvings, damping 0.001 and 20 solver iterations by default. */
export interface TrustRegionPolicyOptimizationOptions<Source extends ExperienceSource = ExperienceSource>
  extends SampledPlannerOptions<Source>, Partial<TrustRegionOptions>, Partial<SolveOptions> {}

type Chosen = Required<TrustRegionPolicyOptimizationOptions>;

const options: OptionSchema<Chosen> = optionSchema({ ...sampledPlannerFields, ...trustRegionFields, ...solveFields(0.001, 20) });

/** {@link trustRegionPolicyOptimization} by name. */
export const trustRegionPolicyOptimizationPlugin: Plugin<
  "planner", Required<TrustRegionPolicyOptimizationOptions>, GradientProblem, SampledPlanner
> = definePlugin({
  role: "planner", name: "trustRegionPolicyOptimization", options, create,
  about: "Trust region policy optimization (TRPO) from trajectories",
});

/**
 * Trust region policy optimization (TRPO) from real, imagined or recorded trajectories.
 *
 *   maximize L̂(π') = 1/episodes Σ_i w_i Â_i (π'(a_i|x_i) / π(a_i|x_i) − 1)   subject to  Σ_i w_i KL(π‖π') / Σ_i w_i ≤ δ
 *
 * by one natural gradient step scaled to the boundary and halved until L̂ \> 0; no step where none of the halvings does. w, Â,
 * features and rounds as in `reinforce`. Throws as `reinforce` does.
 *
 * Source: Schulman, Levine, Moritz, Jordan and Abbeel (2015), Trust region policy optimization, sections 5 and 6, appendix C.
 */
export function trustRegionPolicyOptimization<O extends Space, const Source extends ExperienceSource = "real">(
  problem: GradientProblem<O>, chosen: TrustRegionPolicyOptimizationOptions<Source> = {},
): SampledPlanner<O, Source> {
  const planner = createComponent(trustRegionPolicyOptimizationPlugin, chosen, problem as GradientProblem); // any O is some space
  return planner as unknown as SampledPlanner<O, Source>; // made for this problem, with the need of this source
}

function create(chosen: Chosen, problem: GradientProblem): SampledPlanner {
  return sampledPlanner("trust-region-policy-optimization", problem, chosen, (features) => method(features, chosen));
}

function method<O extends Space>(features: ActionFeatures<O>, chosen: Chosen): SampledMethod<O> {
  const [geometry, objective] = [policyGeometry(features), sampledObjective(features)];
  const natural = naturalDirection(features, geometry, chosen);
  const direction = new Float64Array(features.featureCount * features.actionCount);
  const [candidate, row] = [direction.slice(), new Float64Array(features.actionCount)];
  return ({ transitions, gradient }, parameter) => {
    if (!natural(transitions, gradient, direction)) return;
    trustRegionStep(parameter, gradient, direction, {
      divergence: (tried) => geometry.divergence(transitions, tried),
      surrogate: (tried) => objective.surrogate(transitions, (i) => {
        softmaxProbabilities(features, tried, transitions.observation, i, row);
        return row;
      }),
    }, candidate, chosen);
  };
}
