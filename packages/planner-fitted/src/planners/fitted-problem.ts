import type { Discrete, Lanes, Problem, Space } from "@worldwise/protocol";
import { describeSpace, WorldwiseError } from "@worldwise/protocol";

/** Observations of any kind, M actions and a discount: what every planner of this package is made for. */
export type FittedProblem<O extends Space = Space> = Problem<O, Discrete>;

/** How the planners of this package introduce themselves. */
export const packageName = "@worldwise/planner-fitted";

/** Throws `wrong-space` unless actions can be counted. For problems that come from files, where no compiler has looked. */
export function checkFitted(problem: Problem): asserts problem is FittedProblem {
  if (problem.action.kind === "discrete") return;
  throw new WorldwiseError("wrong-space", {
    expected: "actions that can be counted", got: describeSpace(problem.action),
    todo: "take another planner, or list some actions",
  });
}

/** Observations as numbers to fit functions to: `[B, D]`, valid until the next call. */
export function inputReader(problem: FittedProblem): (observation: Lanes<Space>, lanes: number) => Float64Array {
  const { size } = problem.observation;
  let input = new Float64Array(0);
  return (observation, lanes) => {
    if (input.length < lanes * size) input = new Float64Array(lanes * size);
    for (let i = 0; i < lanes * size; i++) input[i] = observation[i]!;
    return input;
  };
}
