import { discrete } from "@worldwise/protocol";
import { describeContract, testPlanner } from "@worldwise/testing";
import { describe, test } from "vitest";
import { plane } from "./fixtures/plane.ts";
import {
  exactNaturalPolicyGradient, exactPolicyGradient, exactTrustRegion,
  naturalPolicyGradient, reinforce, trustRegionPolicyOptimization,
} from "./index.ts";

const problem = { observation: discrete(5), action: discrete(3), discount: 0.9 };
const world = plane();
const features = [0, 1, 0.5, 1, 1, 1, 1.5, 1, 2, 1];
const imagined = { source: "imagined", rollouts: 3, horizon: 7, iterations: 2 } as const;
const recorded = { source: "data", steps: 20 } as const;
const hooks = { describe, test };

describeContract(testPlanner(() => exactPolicyGradient(problem, { iterations: 3 })), hooks);
describeContract(testPlanner(() => exactNaturalPolicyGradient(problem, { iterations: 3, features, judged: "greedy" })), hooks);
describeContract(testPlanner(() => exactTrustRegion(problem, { iterations: 3 })), hooks);
describeContract(testPlanner(() => reinforce(problem, { steps: 8 })), hooks);
describeContract(testPlanner(() => reinforce(world, { steps: 8, traceDecay: 0 }), { world }), hooks);
describeContract(testPlanner(() => naturalPolicyGradient(problem, { ...imagined, features })), hooks);
describeContract(testPlanner(() => naturalPolicyGradient(world, imagined), { world }), hooks);
describeContract(testPlanner(() => trustRegionPolicyOptimization(problem, recorded)), hooks);
describeContract(testPlanner(() => trustRegionPolicyOptimization(world, { ...recorded, degree: 2 }), { world }), hooks);
