/** IterVAML on a softmax table: the loss is told the planner's table. Another loss is one other word. */
import type { AgentRecipe, Discrete } from "../index.ts";
import { batchModelBased } from "./support/compositions.test-d.ts";
import { adam, gradientLearner } from "./support/learning.test-d.ts";
import { iterVaml, maximumLikelihood, squaredReward } from "./support/losses.test-d.ts";
import { softmaxTable } from "./support/models.test-d.ts";
import { tracedValueIteration, valueIteration } from "./support/planners.test-d.ts";
import { finite } from "./support/problems.test-d.ts";

const parts = { model: softmaxTable(finite), rewardLoss: squaredReward, optimizer: adam };
const decisionAware = gradientLearner({ ...parts, loss: iterVaml });

export const agent: AgentRecipe<Discrete, Discrete> =
  batchModelBased({ problem: finite, learner: decisionAware, planner: tracedValueIteration(finite), stepsPerRound: 1000 });

export const plain: AgentRecipe<Discrete, Discrete> = batchModelBased({
  problem: finite, learner: gradientLearner({ ...parts, loss: maximumLikelihood }), planner: valueIteration(finite),
  stepsPerRound: 1000,
});

// @ts-expect-error the value of this planner cannot be read in a traced program
batchModelBased({ problem: finite, learner: decisionAware, planner: valueIteration(finite), stepsPerRound: 1000 });
