import type { Plugin } from "@worldwise/protocol";
import { dynaQPlusPlugin } from "./dyna-q-plus.ts";
import { expectedSarsaPlugin } from "./expected-sarsa.ts";
import { modifiedPolicyIterationPlugin } from "./modified-policy-iteration.ts";
import { optimisticInductionPlugin } from "./optimistic-induction.ts";
import { policyIterationPlugin } from "./policy-iteration.ts";
import { posteriorSamplingPlugin } from "./posterior-sampling.ts";
import { prioritizedSweepingPlugin } from "./prioritized-sweeping.ts";
import { qLearningPlugin } from "./q-learning.ts";
import { sarsaPlugin } from "./sarsa.ts";
import { tdPredictionPlugin } from "./td-prediction.ts";
import { valueIterationPlugin } from "./value-iteration.ts";

/** Every planner of this package by name, for files and command lines. */
export const plugins: readonly Plugin<"planner">[] = [
  valueIterationPlugin, policyIterationPlugin, modifiedPolicyIterationPlugin, prioritizedSweepingPlugin,
  qLearningPlugin, sarsaPlugin, expectedSarsaPlugin, tdPredictionPlugin, dynaQPlusPlugin,
  posteriorSamplingPlugin, optimisticInductionPlugin,
];
