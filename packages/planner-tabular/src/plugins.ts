import type { Plugin } from "@worldwise/protocol";
import { deflatedTdPredictionPlugin } from "./deflated-td-prediction.ts";
import { deflatedValueIterationPlugin } from "./deflated-value-iteration.ts";
import { dynaQPlusPlugin } from "./dyna-q-plus.ts";
import { expectedSarsaPlugin } from "./expected-sarsa.ts";
import { maximumEntropyCorrectionPlugin } from "./maximum-entropy-correction.ts";
import { mocoDynaPlugin } from "./moco-dyna.ts";
import { modifiedPolicyIterationPlugin } from "./modified-policy-iteration.ts";
import { operatorSplittingPlugin } from "./operator-splitting.ts";
import { osDynaPlugin } from "./os-dyna.ts";
import { pidValueIterationPlugin } from "./pid-value-iteration.ts";
import { optimisticInductionPlugin } from "./optimistic-induction.ts";
import { policyIterationPlugin } from "./policy-iteration.ts";
import { posteriorSamplingPlugin } from "./posterior-sampling.ts";
import { prioritizedSweepingPlugin } from "./prioritized-sweeping.ts";
import { qLearningPlugin } from "./q-learning.ts";
import { riskSensitiveInductionPlugin } from "./risk-sensitive-induction.ts";
import { sarsaPlugin } from "./sarsa.ts";
import { smallBackupsPlugin } from "./small-backups.ts";
import { tdPredictionPlugin } from "./td-prediction.ts";
import { valueIterationPlugin } from "./value-iteration.ts";

/** Every planner of this package by name, for files and command lines. */
export const plugins: readonly Plugin<"planner">[] = [
  valueIterationPlugin, policyIterationPlugin, modifiedPolicyIterationPlugin, pidValueIterationPlugin, prioritizedSweepingPlugin,
  smallBackupsPlugin, qLearningPlugin, sarsaPlugin, expectedSarsaPlugin, tdPredictionPlugin, dynaQPlusPlugin,
  operatorSplittingPlugin, maximumEntropyCorrectionPlugin, deflatedValueIterationPlugin,
  osDynaPlugin, mocoDynaPlugin, deflatedTdPredictionPlugin,
  posteriorSamplingPlugin, optimisticInductionPlugin, riskSensitiveInductionPlugin,
];
