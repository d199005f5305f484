import type { OptionSchema, Outcome, Plugin } from "@worldwise/protocol";
import { createComponent, definePlugin, optionSchema } from "@worldwise/protocol";
import type { BellmanProblem } from "@worldwise/math";
import type { ActionValueTables } from "./action-values.ts";
import type { ExplicitPlanner, ExplicitPlannerOptions } from "./explicit-planner.ts";
import { explicitPlanner, explicitPlannerFields, tieWidth } from "./explicit-planner.ts";
import type { TabularProblem } from "./tabular-problem.ts";

/** Options of {@link policyIteration}. `maxIterations` counts policies evaluated; default 1000. */
export type PolicyIterationOptions = ExplicitPlannerOptions;

const options: OptionSchema<Required<PolicyIterationOptions>> = optionSchema(explicitPlannerFields(1000));

/** {@link policyIteration} by name. */
export const policyIterationPlugin: Plugin<"planner", Required<PolicyIterationOptions>, TabularProblem, ExplicitPlanner> = definePlugin({
  role: "planner", name: "policyIteration", about: "Policy iteration: exact evaluation, then improvement", options, create,
});

/**
 * Policy iteration with exact evaluation.
 *
 *   V ← (I − γ P^π)⁻¹ r^π,   π ← greedy(V),   until π stays
 *
 * An action within 1e-12 (relative to the largest |V| above 1) of the best is kept, so that it ends among equals. Exact up to
 * rounding; needs N² doubles. At γ = 1 a policy that may never end has no value: the outcome is then "non-finite". γ is the discount
 * of the MDP it plans in. Throws `bad-options`; `plan` throws `wrong-world` for a model of other sizes.
 *
 * Source: Howard (1960), Dynamic Programming and Markov Processes.
 */
export function policyIteration(problem: TabularProblem, chosen: PolicyIterationOptions = {}): ExplicitPlanner {
  return createComponent(policyIterationPlugin, chosen, problem);
}

function create({ maxIterations, explore }: Required<PolicyIterationOptions>, problem: TabularProblem): ExplicitPlanner {
  return explicitPlanner("policy-iteration", problem, explore, (bellman, state) => {
    const { outcome, iterations } = improvePolicy(bellman, state, maxIterations);
    state.iterations += iterations;
    return outcome;
  });
}

/** Evaluates and improves the policy until it stays. Overwrites all three tables. */
export function improvePolicy(
  bellman: BellmanProblem, { value, actionValue, policy }: ActionValueTables & { policy: Int32Array }, maxIterations: number,
): { readonly outcome: Outcome; readonly iterations: number } {
  for (let iterations = 1; iterations <= maxIterations; iterations++) {
    if (bellman.solvePolicy(policy, value).outcome !== "solved") return { outcome: "non-finite", iterations };
    bellman.actionValues(value, actionValue);
    if (bellman.greedy(actionValue, policy, { keepWithin: tieWidth(value) }) === 0) return { outcome: "converged", iterations };
  }
  return { outcome: "max-iterations", iterations: maxIterations };
}
