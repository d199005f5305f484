/** PAML: the loss takes the gradient of a policy gradient, and draws states from the policy's own distribution. */
import type { AgentRecipe, Planner, StateTree } from "../index.ts";
import { dyna } from "./support/compositions.test-d.ts";
import { adam, gradientLearner } from "./support/learning.test-d.ts";
import { paml, squaredReward } from "./support/losses.test-d.ts";
import { network } from "./support/models.test-d.ts";
import { softActorCritic, uniformData } from "./support/planners.test-d.ts";
import type { Angle, Torque } from "./support/problems.test-d.ts";
import { pendulum, pendulumNetwork } from "./support/problems.test-d.ts";

const learner = gradientLearner({
  model: network(pendulum, 64, pendulumNetwork), loss: paml, rewardLoss: squaredReward, optimizer: adam,
});

export const agent: AgentRecipe<Angle, Torque> = dyna({
  problem: pendulum, learner, planner: softActorCritic(pendulum), searchControl: uniformData(pendulum), planningSteps: 1,
});

declare const valueOnly: Planner<Angle, Torque, StateTree, never, "differentiableValue" | "tracedActionValue">;
// @ts-expect-error this planner has no policy that a gradient could be taken of
dyna({ problem: pendulum, learner, planner: valueOnly });
