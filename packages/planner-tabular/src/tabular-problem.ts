import type { Discrete, Mdp, Problem, Space } from "@worldwise/protocol";
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

/** Throws `wrong-world` unless an explicit model has the states and actions of the problem. Compares two numbers: for every call of `plan`. */
export function checkWorld({ observation, action }: TabularProblem, { stateCount, actionCount }: Mdp): void {
  if (stateCount === observation.count && actionCount === action.count) return;
  throw new WorldwiseError("wrong-world", {
    expected: `a model of ${observation.count} states and ${action.count} actions`, got: `${stateCount} and ${actionCount}`,
    todo: "make planner and model for the same problem",
  }, { stateCount, actionCount });
}

function checkDiscrete(space: Space, what: string): void {
  if (space.kind === "discrete") return;
  throw new WorldwiseError("not-tabular",
    { expected: `discrete ${what}`, got: describeSpace(space), todo: "take an environment that counts them, or another planner" }, { what });
}
