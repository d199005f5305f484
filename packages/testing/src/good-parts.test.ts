import { discrete } from "@worldwise/protocol";
import { asEnvironment, timeLimit, vectorize } from "@worldwise/rollout";
import { expect, test } from "vitest";
import { testAgent } from "./agent-contract.ts";
import { textOf } from "./broken/failures.ts";
import { testEnvironment } from "./environment-contract.ts";
import { chainWorld } from "./examples-for-tests/chain.ts";
import { countingLearner } from "./examples-for-tests/counting-learner.ts";
import { drift } from "./examples-for-tests/drift.ts";
import { likelihood, valueError } from "./examples-for-tests/losses.ts";
import { meanStepLearner } from "./examples-for-tests/mean-step-learner.ts";
import { momentum } from "./examples-for-tests/momentum.ts";
import { oneStepShooting } from "./examples-for-tests/one-step-shooting.ts";
import { smallDyna } from "./examples-for-tests/small-dyna.ts";
import { smallQLearning } from "./examples-for-tests/small-q-learning.ts";
import { smallValueIteration } from "./examples-for-tests/small-value-iteration.ts";
import { softmaxTable } from "./examples-for-tests/softmax-table.ts";
import { uniformTried } from "./examples-for-tests/uniform-tried.ts";
import { testModelClass } from "./model-class-contract.ts";
import { testModelLearner } from "./model-learner-contract.ts";
import { testModelLoss } from "./model-loss-contract.ts";
import { testOptimizer } from "./optimizer-contract.ts";
import { testPlanner } from "./planner-contract.ts";
import { testSearchControl } from "./search-control-contract.ts";
import { testVectorEnvironment } from "./vector-environment-contract.ts";

const problem = { observation: discrete(6), action: discrete(3), discount: 0.9 };

test.each([
  ["a counting learner in a random world", testModelLearner(() => countingLearner(problem))],
  ["a counting learner in the chain", testModelLearner(() => countingLearner(chainWorld()), { world: chainWorld() })],
  ["Q-learning in a random world", testPlanner(() => smallQLearning(problem))],
  ["Q-learning in the chain", testPlanner(() => smallQLearning(chainWorld()), { world: chainWorld() })],
  ["value iteration", testPlanner(() => smallValueIteration(problem))],
  ["a learner of vectors", testModelLearner(() => meanStepLearner(drift()), { world: drift() })],
  ["a planner that decides at decision time", testPlanner(() => oneStepShooting(drift()), { world: drift() })],
  ["a small Dyna in a random world", testAgent(() => smallDyna(problem))],
  ["a small Dyna in the chain", testAgent(() => smallDyna(chainWorld()), { world: chainWorld(), lanes: 2 })],
  ["an environment", testEnvironment(() => timeLimit(asEnvironment(drift(), { seed: 1 }), 9))],
  ["a vector environment", testVectorEnvironment((lanes) => vectorize(drift(), lanes, { seed: 1 }))],
  ["search control", testSearchControl(() => uniformTried(problem))],
  ["likelihood of smooth models", testModelLoss(likelihood)],
  ["likelihood of tables", testModelLoss(likelihood, { spaces: problem })],
  ["value error of smooth models", testModelLoss(valueError)],
  ["value error of tables", testModelLoss(valueError, { spaces: problem, size: 9 })],
  ["a softmax table", testModelClass(() => softmaxTable(problem))],
  ["momentum", testOptimizer(momentum)],
])("the contract is kept by %s", async (_, contract) => expect(await textOf(contract)).toBe("all kept"));
