import { discrete } from "@worldwise/protocol";
import { describeContract, testPlanner } from "@worldwise/testing";
import { describe, test } from "vitest";
import {
  deflatedTdPrediction, deflatedValueIteration, dynaQPlus, expectedSarsa, maximumEntropyCorrection, mocoDyna, modifiedPolicyIteration,
  operatorSplitting, osDyna, pidValueIteration, policyIteration, prioritizedSweeping, qLearning, sarsa, smallBackups, tdPrediction,
  valueIteration,
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

for (const task of ["control", "evaluation"] as const) {
  describeContract(testPlanner(() => operatorSplitting(problem, { task, explore: 0.2 })), hooks);
  describeContract(testPlanner(() => maximumEntropyCorrection(problem, { task, historySize: 3 })), hooks);
  describeContract(testPlanner(() => deflatedValueIteration(problem, { task })), hooks);
  describeContract(testPlanner(() => pidValueIteration(problem, { task, derivative: 0.1, adaptation: 0.001, maxIterations: 7 })), hooks);
  describeContract(testPlanner(() => osDyna(problem, { task })), hooks);
  describeContract(testPlanner(() => mocoDyna(problem, { task, basisEvery: 2 })), hooks);
}
describeContract(testPlanner(() => operatorSplitting(problem, { inner: "exact", maxIterations: 2 })), hooks);
describeContract(testPlanner(() => deflatedTdPrediction(problem, { rank: 2, refreshEvery: 2 })), hooks);
describeContract(testPlanner(() => smallBackups(problem)), hooks);
