import type { Discrete, Problem, Space } from "@worldwise/protocol";
import { describeSpace, WorldwiseError } from "@worldwise/protocol";

/** N states, M actions and a discount: what every planner of this package is made for. */
export type TabularProblem = Problem<Discrete, Discrete>;

/** How the planners of this package introduce themselves. */
export const packageName = "@worldwise/planner-tabular";

/** Throws `not-tabular` unless states and actions can be counted. For problems that come from files, where no compiler has looked. */
export function checkTabular(problem: Problem): void {
  checkDiscrete(problem.observation, "observations");
  checkDiscrete(problem.action, "actions");
}

function checkDiscrete(space: Space, what: string): void {
  if (space.kind === "discrete") return;
  throw new WorldwiseError("not-tabular",
    { expected: `discrete ${what}`, got: describeSpace(space), todo: "take an environment that counts them, or another planner" }, { what });
}
