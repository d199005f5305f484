import type { OptionSchema, Plugin } from "@worldwise/protocol";
import { choice, createComponent, definePlugin, flag, optionSchema, WorldwiseError } from "@worldwise/protocol";
import type { ExplicitPlanner, ExplicitPlannerOptions } from "./explicit-planner.ts";
import { explicitPlanner, explicitPlannerFields, toleranceField } from "./explicit-planner.ts";
import type { TabularProblem } from "./tabular-problem.ts";

/** Options of {@link valueIteration}. `maxIterations` counts sweeps; default 10000. */
export interface ValueIterationOptions extends ExplicitPlannerOptions {
  /** ‖V − V*‖∞ to reach, above 0. Default 1e-8. */
  readonly tolerance?: number;
  /** When to stop: by bounds from both sides, or by the greatest change; `auto` is `span`, and `sup` with `gaussSeidel`. Default `auto`. */
  readonly rule?: "auto" | "span" | "sup";
  /** Sweep in place, in ascending order of states. Default false. */
  readonly gaussSeidel?: boolean;
}

const options: OptionSchema<Required<ValueIterationOptions>> = optionSchema({
  tolerance: toleranceField,
  rule: choice(["auto", "span", "sup"], { description: "stopping rule; span does not go with gaussSeidel", default: "auto" }),
  gaussSeidel: flag({ description: "sweep in place", default: false }),
  ...explicitPlannerFields(10_000),
});

/** {@link valueIteration} by name. */
export const valueIterationPlugin: Plugin<"planner", Required<ValueIterationOptions>, TabularProblem, ExplicitPlanner> = definePlugin({
  role: "planner", name: "valueIteration", about: "Value iteration: full backups of all states until V has settled", options, create,
});

/**
 * Value iteration.
 *
 *   V(x) ← max_a r(x,a) + γ Σ_y P(y|x,a) V(y),   until ‖V − V*‖∞ ≤ tolerance
 *
 * γ is the discount of the MDP it plans in. At γ = 1 the tolerance is that of one sweep's change, see `bellmanProblem` of `@worldwise/math`.
 * Throws `bad-options`; `plan` throws `wrong-world` for a model of other sizes.
 *
 * Source: Bellman (1957), Dynamic Programming; Puterman (1994), Markov Decision Processes, sections 6.3 and 6.6 (span rule).
 */
export function valueIteration(problem: TabularProblem, chosen: ValueIterationOptions = {}): ExplicitPlanner {
  return createComponent(valueIterationPlugin, chosen, problem);
}

function create(chosen: Required<ValueIterationOptions>, problem: TabularProblem): ExplicitPlanner {
  const { tolerance, maxIterations, rule, gaussSeidel, explore } = chosen;
  if (gaussSeidel && rule === "span") {
    throw new WorldwiseError("bad-options", {
      expected: "rule auto or sup with gaussSeidel", got: "span", todo: "leave the rule out: the span bounds do not hold in place",
    }, { rule });
  }
  const how = { tolerance, maxIterations, gaussSeidel, ...(rule !== "auto" && { rule }) };
  return explicitPlanner("value-iteration", problem, explore, (bellman, state) => {
    const { outcome, iterations } = bellman.valueIteration(state.value, how);
    state.iterations += iterations;
    return outcome;
  });
}
