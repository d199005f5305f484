import { oneHotFeatures } from "@worldwise/data";
import { chainWalk } from "@worldwise/env-tabular";
import { fittedQ, lspi, nearestNeighbors } from "@worldwise/planner-fitted";
import { qLearning, valueIteration } from "@worldwise/planner-tabular";
import type { AgentRecipe, Discrete } from "@worldwise/protocol";
import { asEnvironment, drive, timeLimit } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";
import { batchModelFree } from "./index.ts";

/** Four states in a row that goes nowhere astray; the two in the middle pay. */
const walk = chainWalk({ success: 1 });
const options = { explore: 1, iterations: 300, tolerance: 1e-12, capacity: 400 };
/** Means over the samples of each state: exact in a world without chance. */
const remembering = fittedQ(walk, { ...options, regressor: nearestNeighbors({ neighbors: 1 }) });

function started(recipe: AgentRecipe<Discrete, Discrete>, steps: number) {
  const agent = recipe.start([0, 5]);
  const environment = timeLimit(asEnvironment(walk, { seed: 2 }), 20);
  drive(agent, environment, { steps });
  return { agent, environment };
}

function greedyActions({ agent }: ReturnType<typeof started>): number[] {
  const action = new Int32Array(1);
  return Array.from({ length: walk.observation.count }, (_, state) => {
    agent.act(Int32Array.of(state), action, "evaluate");
    return action[0]!;
  });
}

describe("the batch algorithm without a model", () => {
  test("plans from the real transitions of all rounds", () => {
    const run = started(batchModelFree({ problem: walk, planner: remembering, stepsPerRound: 100 }), 200);
    // The middle pays 1 whenever it is left: V = 1 / (1 − γ) there, and γ times that at the ends.
    const value = new Float64Array(4);
    run.agent.decision.value!.evaluate(Int32Array.of(0, 1, 2, 3), value);
    expect([...value].map((v) => Number(v.toFixed(6)))).toEqual([9, 10, 10, 9]);
    expect(run.agent.model).not.toHaveProperty("mdp");
  });
  test("does nothing between the ends of rounds", () => {
    const run = started(batchModelFree({ problem: walk, planner: remembering, stepsPerRound: 100 }), 99);
    expect(run.agent.metrics()["iterations"]).toBe(0);
    drive(run.agent, run.environment, { steps: 1 });
    expect(run.agent.metrics()["iterations"]).toBeGreaterThan(100);
  });
  test("keeps the newest transitions, `capacity` of them", () => {
    const run = started(batchModelFree({ problem: walk, planner: remembering, stepsPerRound: 50, capacity: 30 }), 200);
    expect([run.agent.model.data!.size, run.agent.model.data!.added]).toEqual([30, 200]);
  });
  test("least-squares policy iteration finds the way, too", () => {
    const planner = lspi(walk, { features: oneHotFeatures(), explore: 1, ridge: 1e-9 });
    const [first, , , last] = greedyActions(started(batchModelFree({ problem: walk, planner, stepsPerRound: 200 }), 200));
    expect([first, last]).toEqual([1, 0]);
  });
  test("refuses a planner that does not plan ahead, and one that needs a model", () => {
    expect(() => batchModelFree({ problem: walk, planner: qLearning(walk), stepsPerRound: 10 })).toThrow(/plans ahead.*\n.*q-learning/);
    // @ts-expect-error it needs a transition table: the compiler says so, and so must the composition
    expect(() => batchModelFree({ problem: walk, planner: valueIteration(walk), stepsPerRound: 10 })).toThrow(/mdp/);
  });
  test("refuses rounds that are no count", () => {
    expect(() => batchModelFree({ problem: walk, planner: remembering, stepsPerRound: 0.5 })).toThrow(/stepsPerRound: a whole number/);
  });
});
