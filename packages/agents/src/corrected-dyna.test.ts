/** Planners that correct a wrong model, composed with a learner that keeps it wrong. */
import { modifiedCliffWalking } from "@worldwise/env-tabular";
import { bellmanProblem } from "@worldwise/math";
import { corrupted, counts } from "@worldwise/model-tabular";
import {
  deflatedTdPrediction, maximumEntropyCorrection, mocoDyna, operatorSplitting, osDyna, smallBackups, valueIteration,
} from "@worldwise/planner-tabular";
import type { AgentRecipe, Discrete } from "@worldwise/protocol";
import { asEnvironment, drive, timeLimit } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";
import { dyna, uniformTried } from "./index.ts";

const world = modifiedCliffWalking();
const learner = corrupted(counts(world), { factor: 0.5, support: "row" });
const parts = { problem: world, learner, searchControl: uniformTried(world), planningSteps: 0, planEvery: 10 };
const planners: Readonly<Record<string, () => AgentRecipe<Discrete, Discrete>>> = {
  "value iteration": () => dyna({ ...parts, planner: valueIteration(world, { explore: 0.1 }) }),
  "OS-Dyna": () => dyna({ ...parts, planner: osDyna(world, { schedule: "visits", exponent: 0.8 }) }),
  MoCoDyna: () => dyna({ ...parts, planner: mocoDyna(world) }),
  "operator splitting": () =>
    dyna({ ...parts, planner: operatorSplitting(world, { explore: 0.1 }), world: { trueMdp: world.mdp } }),
  "model correction": () =>
    dyna({ ...parts, planner: maximumEntropyCorrection(world, { explore: 0.1 }), world: { trueMdp: world.mdp } }),
};

/** Value at the start of the greedy policy that the agent has after 5000 steps. */
function learned(recipe: AgentRecipe<Discrete, Discrete>): number {
  const agent = recipe.start([0, 7]);
  drive(agent, timeLimit(asEnvironment(world, { seed: 3 }), 50), { steps: 5000 });
  const bellman = bellmanProblem(world.mdp);
  const [policy, value] = [new Int32Array(36), new Float64Array(36)];
  bellman.greedy(agent.decision.actionValueTable!, policy);
  bellman.solvePolicy(policy, value);
  return value[0]!;
}

describe("after 5000 steps in a cliff walk, with a model that is half wrong", () => {
  test("the model's own policy loses", () => {
    expect(learned(planners["value iteration"]!())).toBeLessThan(0);
  });

  test.each(["operator splitting", "model correction"])("%s, told the truth, is near the best", (name) => {
    expect(learned(planners[name]!())).toBeGreaterThan(10); // of 12.5
  });

  test.each(["OS-Dyna", "MoCoDyna"])("%s, told by samples, does better than the model", (name) => {
    expect(learned(planners[name]!())).toBeGreaterThan(learned(planners["value iteration"]!()));
  });
});

test("planners of one policy, and with models of their own, fit as well", () => {
  const recipes = [dyna({ ...parts, planner: deflatedTdPrediction(world) }), dyna({ ...parts, planner: smallBackups(world) })];
  for (const recipe of recipes) {
    const agent = recipe.start([0, 7]);
    drive(agent, timeLimit(asEnvironment(world, { seed: 3 }), 50), { steps: 200 });
    expect(agent.decision.valueTable!.some((value) => value < 0)).toBe(true);
  }
});
