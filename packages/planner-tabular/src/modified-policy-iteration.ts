import type { OptionSchema, Plugin } from "@worldwise/protocol";
import { createComponent, definePlugin, integer, optionSchema } from "@worldwise/protocol";
import type { ExplicitPlanner, ExplicitPlannerOptions } from "./explicit-planner.ts";
import { explicitPlanner, explicitPlannerFields, toleranceField } from "./explicit-planner.ts";
import type { TabularProblem } from "./tabular-problem.ts";

/** Options of {@link modifiedPolicyIteration}. `maxIterations` counts greedy sweeps; default 10000. */
export interface ModifiedPolicyIterationOptions extends ExplicitPlannerOptions {
  /** ‖V − V*‖∞ to reach, above 0. Default 1e-8. */
  readonly tolerance?: number;
  /** Backups of the greedy policy after each greedy sweep; 0 is value iteration, many are policy iteration. Default 20. */
  readonly evaluationSweeps?: number;
}

const options: OptionSchema<Required<ModifiedPolicyIterationOptions>> = optionSchema({
  tolerance: toleranceField,
  evaluationSweeps: integer({ description: "backups of the greedy policy after each greedy sweep", default: 20, minimum: 0 }),
  ...explicitPlannerFields(10_000),
});

/** {@link modifiedPolicyIteration} by name. */
export const modifiedPolicyIterationPlugin: Plugin<"planner", Required<ModifiedPolicyIterationOptions>, TabularProblem, ExplicitPlanner> =
  definePlugin({
    role: "planner", name: "modifiedPolicyIteration", about: "Modified policy iteration: greedy sweeps with cheap evaluation between",
    options, create,
  });

/**
 * Modified policy iteration.
 *
 *   π ← greedy(V),   V ← (T^π)^evaluationSweeps T V,   until ‖V − V*‖∞ ≤ tolerance
 *
 * The guarantee of value iteration at a fraction of its cost: a backup of one policy reads one row in M. γ is the discount of the
 * MDP it plans in. Throws `bad-options`; `plan` throws `wrong-world` for a model of other sizes.
 *
 * Source: Puterman and Shin (1978), Modified policy iteration algorithms for discounted Markov decision problems, Management Science 24.
 */
export function modifiedPolicyIteration(problem: TabularProblem, chosen: ModifiedPolicyIterationOptions = {}): ExplicitPlanner {
  return createComponent(modifiedPolicyIterationPlugin, chosen, problem);
}

function create(chosen: Required<ModifiedPolicyIterationOptions>, problem: TabularProblem): ExplicitPlanner {
  const { tolerance, maxIterations, evaluationSweeps, explore } = chosen;
  return explicitPlanner("modified-policy-iteration", problem, explore, (bellman, state) => {
    const { outcome, iterations } = bellman.modifiedPolicyIteration(state.value, { tolerance, maxIterations, evaluationSweeps });
    state.iterations += iterations;
    return outcome;
  });
}
