/** VaGraM with a soft actor-critic; and what the compiler refuses in its place. */
import type { AgentRecipe, Planner, StateTree } from "../index.ts";
import { dyna } from "./support/compositions.test-d.ts";
import { adam, gradientLearner } from "./support/learning.test-d.ts";
import { squaredReward, vagram } from "./support/losses.test-d.ts";
import { network, softmaxTable } from "./support/models.test-d.ts";
import { softActorCritic, tracedValueIteration, uniformData } from "./support/planners.test-d.ts";
import type { Angle, Torque } from "./support/problems.test-d.ts";
import { finite, pendulum, pendulumNetwork } from "./support/problems.test-d.ts";

const learner = gradientLearner({
  model: network(pendulum, 64, pendulumNetwork), loss: vagram, rewardLoss: squaredReward, optimizer: adam,
});

export const agent: AgentRecipe<Angle, Torque> = dyna({
  problem: pendulum, learner, planner: softActorCritic(pendulum), searchControl: uniformData(pendulum), planningSteps: 20,
});

// @ts-expect-error a categorical model predicts no mean
gradientLearner({ model: softmaxTable(finite), loss: vagram, optimizer: adam });

declare const forest: Planner<Angle, Torque, StateTree, never, "value" | "tracedValue">;
// @ts-expect-error the spaces agree, but the value of a forest is piecewise constant: it has no gradient
dyna({ problem: pendulum, learner, planner: forest });

// @ts-expect-error value iteration is for finite problems, and a network has no `mdp`
dyna({ problem: pendulum, learner, planner: tracedValueIteration(finite) });
