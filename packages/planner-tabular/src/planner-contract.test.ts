import { discrete } from "@worldwise/protocol";
import { describeContract, testPlanner } from "@worldwise/testing";
import { describe, test } from "vitest";
import {
  dynaQPlus, expectedSarsa, modifiedPolicyIteration, policyIteration, prioritizedSweeping, qLearning, sarsa, tdPrediction, valueIteration,
} from "./index.ts";

const problem = { observation: discrete(5), action: discrete(3), discount: 0.9 };
const hooks = { describe, test };

describeContract(testPlanner(() => valueIteration(problem)), hooks);
describeContract(testPlanner(() => valueIteration(problem, { gaussSeidel: true, explore: 0.2 })), hooks);
describeContract(testPlanner(() => policyIteration(problem)), hooks);
describeContract(testPlanner(() => modifiedPolicyIteration(problem)), hooks);
describeContract(testPlanner(() => prioritizedSweeping(problem, { variant: "peng-williams" })), hooks);
describeContract(testPlanner(() => prioritizedSweeping(problem, { variant: "moore-atkeson" })), hooks);
describeContract(testPlanner(() => qLearning(problem)), hooks);
describeContract(testPlanner(() => qLearning(problem, { policy: "softmax" })), hooks);
describeContract(testPlanner(() => sarsa(problem)), hooks);
describeContract(testPlanner(() => expectedSarsa(problem)), hooks);
describeContract(testPlanner(() => tdPrediction(problem)), hooks);
describeContract(testPlanner(() => dynaQPlus(problem)), hooks);
