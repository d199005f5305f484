import { discrete } from "@worldwise/protocol";
import { expect, test } from "vitest";
import { testAgent } from "./agent-contract.ts";
import { textOf } from "./broken/failures.ts";
import { chainWorld } from "./examples-for-tests/chain.ts";
import { countingLearner } from "./examples-for-tests/counting-learner.ts";
import { smallDyna } from "./examples-for-tests/small-dyna.ts";
import { smallQLearning } from "./examples-for-tests/small-q-learning.ts";
import { smallValueIteration } from "./examples-for-tests/small-value-iteration.ts";
import { uniformTried } from "./examples-for-tests/uniform-tried.ts";
import { testModelLearner } from "./model-learner-contract.ts";
import { testPlanner } from "./planner-contract.ts";
import { testSearchControl } from "./search-control-contract.ts";

const problem = { observation: discrete(6), action: discrete(3), discount: 0.9 };

test.each([
  ["a counting learner in a random world", testModelLearner(() => countingLearner(problem))],
  ["a counting learner in the chain", testModelLearner(() => countingLearner(chainWorld()), { world: chainWorld() })],
  ["Q-learning in a random world", testPlanner(() => smallQLearning(problem))],
  ["Q-learning in the chain", testPlanner(() => smallQLearning(chainWorld()), { world: chainWorld() })],
  ["value iteration", testPlanner(() => smallValueIteration(problem))],
  ["a small Dyna in a random world", testAgent(() => smallDyna(problem))],
  ["a small Dyna in the chain", testAgent(() => smallDyna(chainWorld()), { world: chainWorld(), lanes: 2 })],
  ["search control", testSearchControl(() => uniformTried(problem))],
])("the contract is kept by %s", async (_, contract) => expect(await textOf(contract)).toBe("all kept"));
