/** What is made for some spaces does not pass for all of them; what is made for all boxes passes for some. */
import type {
  Agent, AgentRecipe, Box, Discrete, Dynamics, ModelLearner, Planner, SearchControl, Space, StateTree, VectorEnvironment,
} from "../index.ts";
import { dyna } from "./support/compositions.test-d.ts";
import { counts } from "./support/models.test-d.ts";
import { crossEntropy, qLearning } from "./support/planners.test-d.ts";
import type { Angle, Torque } from "./support/problems.test-d.ts";
import { finite, pendulum } from "./support/problems.test-d.ts";

declare const tabular: Planner<Discrete, Discrete, StateTree, never, never>;
declare const boxes: Planner<Box<"float32">, Box<"float32">, StateTree, "dynamics", never>;
declare const pendulumPlanner: Planner<Angle, Torque, StateTree, "dynamics", never>;
declare const everything: Planner<Space, Space, StateTree, "dynamics", never>;

// @ts-expect-error a planner of finite problems is not a planner of all problems
export const widened: Planner<Space, Space, StateTree, never, never> = tabular;
// @ts-expect-error nor is it one of boxes
export const mistaken: Planner<Box<"float32">, Box<"float32">, StateTree, never, never> = tabular;
// @ts-expect-error nor is a planner of this pendulum one of all boxes
export const enlarged: Planner<Box<"float32">, Box<"float32">, StateTree, "dynamics", never> = pendulumPlanner;
// @ts-expect-error nor one of three observations one of two
export const resized: Planner<Box<"float32", readonly [number, number]>, Torque, StateTree, "dynamics", never> = pendulumPlanner;

export const narrowed: Planner<Angle, Torque, StateTree, "dynamics", never> = boxes;
export const narrowedAll: readonly Planner<Angle, Torque, StateTree, "dynamics", never>[] =
  [everything, boxes, crossEntropy(pendulum)];

declare const learner: ModelLearner<Angle, Torque, StateTree, never, "dynamics">;
export const fits: AgentRecipe<Angle, Torque> = dyna({ problem: pendulum, learner, planner: boxes });
// @ts-expect-error the planner is for finite problems
dyna({ problem: pendulum, learner, planner: qLearning(finite) });

/** The same for every role. */
export interface WidenedRoles {
  readonly learner: ModelLearner<Space, Space, StateTree, never, "mdp">;
  readonly searchControl: SearchControl<Space, Space, StateTree, never>;
  readonly agent: Agent;
  readonly recipe: AgentRecipe;
}
declare const searchControl: SearchControl<Discrete, Discrete, StateTree, never>;
declare const agent: Agent<Discrete, Discrete>;
declare const recipe: AgentRecipe<Discrete, Discrete>;
export const widenedRoles: WidenedRoles = {
  // @ts-expect-error made for finite problems
  learner: counts(finite),
  // @ts-expect-error made for finite problems
  searchControl,
  // @ts-expect-error made for finite problems
  agent,
  // @ts-expect-error made for finite problems
  recipe,
};

/** What carries its own spaces may be seen as one of any spaces: whoever uses it reads them there. */
declare const dynamics: Dynamics<Discrete, Discrete, Discrete>;
declare const environment: VectorEnvironment<Discrete, Discrete>;
export const selfDescribing: readonly [Dynamics, VectorEnvironment] = [dynamics, environment];
// @ts-expect-error not the other way round: a caller who knows that states are integers would be disappointed
export const pretended: Dynamics<Discrete, Discrete> = selfDescribing[0];
