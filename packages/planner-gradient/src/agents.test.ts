import { batchModelBased, dyna, modelFree, onPolicy } from "@worldwise/agents";
import { garnet } from "@worldwise/env-tabular";
import { counts } from "@worldwise/model-tabular";
import type { AgentRecipe, Discrete } from "@worldwise/protocol";
import { asEnvironment, drive, timeLimit, vectorize, driveLanes } from "@worldwise/rollout";
import { describeContract, testAgent } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { tableFeatures } from "./action-features.ts";
import { performanceAt } from "./fixtures/policy-of.ts";
import {
  exactNaturalPolicyGradient, exactTrustRegion, naturalPolicyGradient, reinforce, trustRegionPolicyOptimization,
} from "./index.ts";
import type { FeatureWeights } from "./index.ts";

const world = garnet({ states: 6, actions: 3, branching: 2, discount: 0.8, seed: 3 });
const learner = counts(world);
const rounds = { problem: world, learner, stepsPerRound: 300 };
const imagined = { source: "imagined", rollouts: 10, horizon: 20 } as const;

const agents: Readonly<Record<string, () => AgentRecipe<Discrete, Discrete>>> = {
  "rounds of exact natural gradients in a learned model": () =>
    batchModelBased({ ...rounds, planner: exactNaturalPolicyGradient(world) }),
  "Dyna with exact trust regions": () => dyna({
    problem: world, learner, planner: exactTrustRegion(world, { iterations: 1 }),
    searchControl: onPolicy(world), planningSteps: 0, planEvery: 20,
  }),
  "rounds of imagined TRPO": () =>
    batchModelBased({ ...rounds, planner: trustRegionPolicyOptimization(world, { ...imagined, maxDivergence: 0.1 }) }),
  "rounds of recorded natural gradients": () => batchModelBased({
    ...rounds, planner: naturalPolicyGradient(world, { source: "data", steps: 300, stateWeights: "uniform", stepSize: 1 }),
  }),
  "REINFORCE without a model": () => modelFree({ problem: world, planner: reinforce(world, { steps: 100, stepSize: 0.5 }) }),
};

/** J of the agent's policy in the true world, from its parameters. */
function trueReturn({ decision }: ReturnType<AgentRecipe<Discrete, Discrete>["start"]>): number {
  const { weights } = decision.tracedPolicy!.parameters as FeatureWeights; // all its planners here are of this package
  return performanceAt(world.mdp, tableFeatures(6, 3), weights.data);
}

describe.each(Object.entries(agents))("%s", (_, recipe) => {
  test("does better than chance", () => {
    const agent = recipe().start([0, 5]);
    const chance = trueReturn(agent);
    drive(agent, timeLimit(asEnvironment(world, { seed: 2 }), 20), { steps: 1500 });
    expect(trueReturn(agent) - chance).toBeGreaterThan(0.3 * Math.abs(chance));
  });
});

test("REINFORCE learns in many lanes", async () => {
  const agent = agents["REINFORCE without a model"]!().start([0, 5], { lanes: 4 });
  const chance = trueReturn(agent);
  await driveLanes(agent, vectorize(world, 4, { seed: 2, maxEpisodeSteps: 20 }), { steps: 1600 });
  expect(trueReturn(agent) - chance).toBeGreaterThan(0.3 * Math.abs(chance));
});

for (const name of ["rounds of imagined TRPO", "REINFORCE without a model"]) {
  describe(name, () => describeContract(testAgent(agents[name]!, { world }), { describe, test }));
}
