import { polynomialFeatures, tileCoding } from "@worldwise/data";
import { discrete } from "@worldwise/protocol";
import { describeContract, testPlanner } from "@worldwise/testing";
import { describe, test } from "vitest";
import {
  aggregation, boostedFittedQ, extraTrees, fittedQ, fittedValueIteration, kernelRidge, linearRegression, lspi, lstd, nearestNeighbors, valuePursuitIteration,
} from "../index.ts";
import { slope } from "../fixtures/worlds.ts";

const table = { observation: discrete(5), action: discrete(3), discount: 0.9 };
const hooks = { describe, test };
const world = { world: slope };
const small = { capacity: 40, iterations: 4 };
const trees = extraTrees({ treeCount: 3 });

describeContract(testPlanner(() => fittedQ(table, { ...small, regressor: trees })), hooks);
describeContract(testPlanner(() => fittedQ(slope, { ...small, regressor: trees, freezeAfter: 2 }), world), hooks);
describeContract(testPlanner(() => fittedQ(slope, { ...small, regressor: trees, source: "model", successors: 2 }), world), hooks);
describeContract(testPlanner(() => fittedQ(slope, { ...small, regressor: nearestNeighbors() }), world), hooks);
describeContract(testPlanner(() => fittedQ(slope, { ...small, regressor: aggregation() }), world), hooks);
describeContract(testPlanner(() => fittedQ(slope, { ...small, regressor: kernelRidge() }), world), hooks);
describeContract(
  testPlanner(() => fittedQ(slope, { ...small, regressor: linearRegression({ features: tileCoding() }) }), world), hooks
);
describeContract(testPlanner(() => fittedValueIteration(table, { basePoints: 20 })), hooks);
describeContract(testPlanner(() => fittedValueIteration(slope, { basePoints: 20, base: "data" }), world), hooks);
describeContract(testPlanner(() => boostedFittedQ(slope, { ...small, regressor: trees }), world), hooks);
describeContract(testPlanner(() => valuePursuitIteration(slope, { ...small, atoms: 3 }), world), hooks);
describeContract(testPlanner(() => valuePursuitIteration(table, { ...small, source: "model" })), hooks);
describeContract(testPlanner(() => lstd(slope, { features: polynomialFeatures() }), world), hooks);
describeContract(testPlanner(() => lspi(table)), hooks);
describeContract(testPlanner(() => lspi(slope, { source: "model", capacity: 40, successors: 3 }), world), hooks);
