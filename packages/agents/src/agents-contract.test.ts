import { dynaMaze, frozenLake } from "@worldwise/env-tabular";
import { counts, dirichlet, lastOutcome } from "@worldwise/model-tabular";
import { fittedQ, nearestNeighbors } from "@worldwise/planner-fitted";
import { prioritizedSweeping, qLearning, sarsa, valueIteration } from "@worldwise/planner-tabular";
import { describeContract, testAgent, testSearchControl } from "@worldwise/testing";
import { describe, test } from "vitest";
import { batchModelBased, batchModelFree, dyna, modelFree, onPolicy, posteriorSampling, prioritized, recent, uniformTried } from "./index.ts";

const lake = frozenLake();
const maze = dynaMaze();
const hooks = { describe, test };

const agents = {
  "Dyna-Q with counts": () => dyna({ problem: lake, learner: counts(lake), planner: qLearning(lake), searchControl: uniformTried(lake), planningSteps: 3, capacity: 100 }),
  "Dyna-Q with last outcomes, never fused": () => dyna({
    problem: lake, learner: lastOutcome(lake), planner: qLearning(lake), searchControl: recent(lake, { window: 5 }), planningSteps: 2, fused: "never", capacity: 100,
  }),
  "Dyna with SARSA and search on policy": () => dyna({ problem: lake, learner: counts(lake), planner: sarsa(lake), searchControl: onPolicy(lake), planningSteps: 2, capacity: 100 }),
  "Dyna with a queue": () => dyna({ problem: lake, learner: counts(lake), planner: qLearning(lake), searchControl: prioritized(lake), planningSteps: 2, capacity: 100 }),
  "prioritized sweeping": () => dyna({
    problem: lake, learner: counts(lake), planner: prioritizedSweeping(lake), searchControl: uniformTried(lake), planningSteps: 0, capacity: 100,
  }),
  "value iteration in rounds": () => batchModelBased({ problem: lake, learner: counts(lake), planner: valueIteration(lake), stepsPerRound: 10, capacity: 100 }),
  "fitted Q-iteration in rounds": () => batchModelFree({
    problem: lake, planner: fittedQ(lake, { regressor: nearestNeighbors({ neighbors: 1 }), iterations: 3, capacity: 100 }), stepsPerRound: 10, capacity: 100,
  }),
  "posterior sampling": () => posteriorSampling({ problem: lake, learner: dirichlet(lake), planner: valueIteration(lake), drawEvery: 9, capacity: 100 }),
  "Q-learning": () => modelFree({ problem: lake, planner: qLearning(lake) }),
};
for (const [name, create] of Object.entries(agents)) {
  describe(name, () => {
    describeContract(testAgent(create, {
      world: lake,
      // @ts-expect-error a model-free agent has no transition table: the compiler says so, and so must the composition
      misfits: [() => modelFree({ problem: lake, planner: valueIteration(lake) }), () => modelFree({ problem: maze, planner: qLearning(lake) })],
    }), hooks);
  });
}

const controls = {
  uniformTried: testSearchControl(() => uniformTried(maze), { world: maze }),
  "uniformTried with untried actions": testSearchControl(() => uniformTried(maze, { untriedActions: true }), { world: maze }),
  recent: testSearchControl(() => recent(maze), { world: maze }),
  onPolicy: testSearchControl(() => onPolicy(maze), { world: maze }),
  prioritized: testSearchControl(() => prioritized(maze), { world: maze }),
};
for (const [name, contract] of Object.entries(controls)) describe(name, () => { describeContract(contract, hooks); });
