import type { Discrete, OptionSchema, Plugin } from "@worldwise/protocol";
import { createComponent, definePlugin, optionSchema } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import { everyState } from "./exact-gradient.ts";
import { exactNaturalDirection } from "./exact-natural-direction.ts";
import type { ExactMethod, ExactPlanner, ExactPlannerOptions } from "./exact-planner.ts";
import { exactPlanner, exactPlannerFields, policyTable } from "./exact-planner.ts";
import type { FiniteProblem } from "./gradient-problem.ts";
import { improvementBound } from "./improvement-bound.ts";
import type { SolveOptions } from "./natural-direction.ts";
import { solveFields, trustRegionFields } from "./solve-options.ts";
import type { TrustRegionOptions } from "./trust-region.ts";
import { trustRegionStep } from "./trust-region.ts";
import { policyGeometry } from "./weighted-states.ts";

/** Options of {@link exactTrustRegion}: δ 0.01, 10 halvings; for linear policies no damping and 100 solver iterations. */
export interface ExactTrustRegionOptions extends ExactPlannerOptions, Partial<TrustRegionOptions>, Partial<SolveOptions> {}

type Chosen = Required<ExactTrustRegionOptions>;

const options: OptionSchema<Chosen> = optionSchema({ ...exactPlannerFields, ...trustRegionFields, ...solveFields(0, 100) });

/** {@link exactTrustRegion} by name. */
export const exactTrustRegionPlugin: Plugin<
  "planner", Required<ExactTrustRegionOptions>, FiniteProblem, ExactPlanner
> = definePlugin({
  role: "planner", name: "exactTrustRegion", about: "Trust region policy optimization in an explicit MDP", options, create,
});

/**
 * Trust region policy optimization with exact expectations (TRPO).
 *
 *   maximize L(π') = Σ_x d(x) Σ_a π'(a|x) A(x,a)   subject to  E KL(π‖π') ≤ δ
 *
 * by one natural gradient step scaled to the boundary and halved until L \> 0. What the step did to J is in the state beside what
 * the bound J(π') − J(π) ≥ L − 4 γ ε α² / (1 − γ)² had promised. "converged" also where no candidate improves L. Throws as
 * `exactPolicyGradient` does.
 *
 * Source: Schulman, Levine, Moritz, Jordan and Abbeel (2015), Trust region policy optimization, sections 3 and 6, appendix C.
 */
export function exactTrustRegion(problem: FiniteProblem, chosen: ExactTrustRegionOptions = {}): ExactPlanner {
  return createComponent(exactTrustRegionPlugin, chosen, problem);
}

function create(chosen: Chosen, problem: FiniteProblem): ExactPlanner {
  return exactPlanner("exact-trust-region", problem, chosen, (features) => method(features, problem.observation.count, chosen));
}

function method(features: ActionFeatures<Discrete>, stateCount: number, chosen: Chosen): ExactMethod {
  const natural = exactNaturalDirection(features, stateCount, chosen);
  const describe = policyTable(features, stateCount);
  const geometry = policyGeometry(features);
  const observation = everyState(stateCount);
  const direction = new Float64Array(features.featureCount * features.actionCount);
  const [candidate, probability] = [direction.slice(), new Float64Array(stateCount * features.actionCount)];
  return (step, parameter) => {
    const { facts, mdp, gradient } = step;
    if (!natural(step, direction)) return false;
    const states = { count: stateCount, observation, weight: facts.visits, probability: facts.probability };
    return trustRegionStep(parameter, gradient, direction, {
      divergence: (tried) => geometry.divergence(states, tried),
      surrogate(tried) {
        describe(tried, probability);
        return improvementBound(facts, probability, mdp.discount).surrogate;
      },
    }, candidate, chosen) > 0;
  };
}
