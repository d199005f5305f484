import { grimmThreeStates } from "@worldwise/env-tabular";
import { counts, iterVamlThreeStates, maximumLikelihoodThreeStates } from "@worldwise/model-tabular";
import { qLearning, valueIteration } from "@worldwise/planner-tabular";
import type { AgentRecipe, Discrete } from "@worldwise/protocol";
import { asEnvironment, drive, timeLimit } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";
import { batchModelBased } from "./index.ts";

const three = grimmThreeStates();

/** The greedy action in every state after some real steps. */
function greedyAfter(recipe: AgentRecipe<Discrete, Discrete>, world: typeof three, steps: number): readonly number[] {
  const agent = recipe.start([0, 5]);
  drive(agent, timeLimit(asEnvironment(world, { seed: 2 }), 50), { steps });
  const action = new Int32Array(1);
  return Array.from({ length: world.observation.count }, (_, state) => {
    agent.act(Int32Array.of(state), action, "evaluate");
    return action[0]!;
  });
}

describe("the generic batch algorithm", () => {
  test("IterVAML plans right where maximum likelihood plans wrong (Grimm's three states)", () => {
    const parts = { problem: three, planner: valueIteration(three, { explore: 0.5 }), stepsPerRound: 500, turnsPerRound: 20 };
    expect(greedyAfter(batchModelBased({ ...parts, learner: iterVamlThreeStates(three) }), three, 2000)[0]).toBe(0);
    expect(greedyAfter(batchModelBased({ ...parts, learner: maximumLikelihoodThreeStates(three) }), three, 2000)[0]).toBe(1);
  });
  test("learns nothing between the ends of rounds", () => {
    const agent = batchModelBased({ problem: three, learner: counts(three), planner: valueIteration(three, { explore: 1 }), stepsPerRound: 40 }).start([0, 5]);
    const environment = asEnvironment(three, { seed: 2 });
    drive(agent, environment, { steps: 39 });
    expect(agent.decision.valueTable).toEqual(new Float64Array(3));
    drive(agent, environment, { steps: 1 });
    expect(Math.min(...agent.decision.valueTable!)).toBeGreaterThan(5);
  });
  test("refuses a planner that does not plan ahead", () => {
    const parts = { problem: three, learner: counts(three), stepsPerRound: 10 };
    expect(() => batchModelBased({ ...parts, planner: qLearning(three) })).toThrow(/plans ahead.*\n.*q-learning/);
  });
  test("refuses rounds that are no count", () => {
    const parts = { problem: three, learner: counts(three), planner: valueIteration(three) };
    expect(() => batchModelBased({ ...parts, stepsPerRound: 0 })).toThrow(/stepsPerRound: a whole number of at least 1/);
  });
});
