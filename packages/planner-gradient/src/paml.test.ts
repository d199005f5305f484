import { batchModelBased } from "@worldwise/agents";
import { garnet } from "@worldwise/env-tabular";
import { gradientLearner } from "@worldwise/learning";
import { fixedCriticPaml, fullPaml, paml, squaredReward } from "@worldwise/model-losses";
import { softmaxTable } from "@worldwise/model-tabular";
import { adam } from "@worldwise/nn";
import type { ModelLoss } from "@worldwise/protocol";
import { asEnvironment, drive, timeLimit } from "@worldwise/rollout";
import { expect, test } from "vitest";
import { tableFeatures } from "./action-features.ts";
import { performanceAt } from "./fixtures/policy-of.ts";
import { exactPolicyGradient, reinforce } from "./index.ts";
import type { FeatureWeights } from "./index.ts";

const world = garnet({ states: 5, actions: 3, branching: 2, discount: 0.8, seed: 3 });
const training = {
  model: softmaxTable(world), rewardLoss: squaredReward(), optimizer: adam({ rate: 0.1 }), batches: "all", steps: 20,
} as const;
type Told = "tracedPolicy" | "tracedActionValue" | "discount";

const losses: readonly (readonly [string, ModelLoss<"expectation", Told> | ModelLoss<"expectation" | "reward", Told>])[] =
  [["one step", paml()], ["full", fullPaml(world)], ["fixed critic", fixedCriticPaml(world)]];

test.each(losses)("policy-aware model learning (%s) understands the exact planner, and its plans beat chance", (_, loss) => {
  const planner = exactPolicyGradient(world, { iterations: 5, stepSize: 0.3 });
  const learner = gradientLearner({ ...training, loss });
  const agent = batchModelBased({ problem: world, learner, planner, stepsPerRound: 150, turnsPerRound: 2 }).start([0, 5]);
  const { weights } = agent.decision.tracedPolicy!.parameters as FeatureWeights; // its planner is of this package
  const trueReturn = (): number => performanceAt(world.mdp, tableFeatures(5, 3), weights.data);
  const chance = trueReturn();
  drive(agent, timeLimit(asEnvironment(world, { seed: 2 }), 20), { steps: 450 });
  expect(agent.metrics()).toMatchObject({ nonFiniteSteps: 0, updates: 6 });
  expect(trueReturn() - chance).toBeGreaterThan(0.2 * Math.abs(chance));
});

test("policy-aware model learning understands a planner with a critic", () => {
  const planner = reinforce(world, { source: "data", steps: 150, stepSize: 0.5 });
  const learner = gradientLearner({ ...training, loss: paml() });
  const agent = batchModelBased({ problem: world, learner, planner, stepsPerRound: 150 }).start([0, 5]);
  drive(agent, timeLimit(asEnvironment(world, { seed: 2 }), 20), { steps: 450 });
  expect(agent.metrics()).toMatchObject({ nonFiniteSteps: 0, updates: 3, rounds: 3 });
});
