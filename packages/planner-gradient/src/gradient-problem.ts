import type { Discrete, Mdp, Problem, Space } from "@worldwise/protocol";
import { describeSpace, WorldwiseError } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";

/** Anything that can be observed, M actions and a discount: what every planner of this package is made for. */
export interface GradientProblem<O extends Space = Space> extends Problem<O, Discrete> {
  /** What policy and critic are linear in, where the features that options name will not do. */
  readonly policyFeatures?: ActionFeatures<O>;
}

/** A problem of N states: what the exact planners are made for. */
export type FiniteProblem = GradientProblem<Discrete>;

/** How the planners of this package introduce themselves. */
export const packageName = "@worldwise/planner-gradient";

/** Throws `not-discrete` unless actions can be counted. For problems that come from files, where no compiler has looked. */
export function checkActions({ action }: Problem): void {
  checkDiscrete(action, "actions");
}

/** Throws `not-discrete` unless states and actions can be counted. */
export function checkFinite(problem: Problem): void {
  checkDiscrete(problem.observation, "observations");
  checkActions(problem);
}

/** Throws `wrong-world` unless an explicit model has the states and actions of the problem. */
export function checkWorld({ observation, action }: FiniteProblem, { stateCount, actionCount }: Mdp): void {
  if (stateCount === observation.count && actionCount === action.count) return;
  throw new WorldwiseError("wrong-world", {
    expected: `a model of ${observation.count} states and ${action.count} actions`, got: `${stateCount} and ${actionCount}`,
    todo: "make planner and model for the same problem",
  }, { stateCount, actionCount });
}

function checkDiscrete(space: Space, what: string): void {
  if (space.kind === "discrete") return;
  throw new WorldwiseError("not-discrete",
    { expected: `discrete ${what}`, got: describeSpace(space), todo: "take an environment that counts them" }, { what });
}
