import type { Plugin } from "@worldwise/protocol";
import type { DynaQPlus, DynaQPlusOptions } from "./dyna-q-plus.ts";
import { dynaQPlusPlugin } from "./dyna-q-plus.ts";
import type { ExpectedSarsa, ExpectedSarsaOptions } from "./expected-sarsa.ts";
import { expectedSarsaPlugin } from "./expected-sarsa.ts";
import type { ExplicitPlanner } from "./explicit-planner.ts";
import type { ModifiedPolicyIterationOptions } from "./modified-policy-iteration.ts";
import { modifiedPolicyIterationPlugin } from "./modified-policy-iteration.ts";
import type { PolicyIterationOptions } from "./policy-iteration.ts";
import { policyIterationPlugin } from "./policy-iteration.ts";
import type { PrioritizedSweeping, PrioritizedSweepingOptions } from "./prioritized-sweeping.ts";
import { prioritizedSweepingPlugin } from "./prioritized-sweeping.ts";
import type { QLearning, QLearningOptions } from "./q-learning.ts";
import { qLearningPlugin } from "./q-learning.ts";
import type { Sarsa, SarsaOptions } from "./sarsa.ts";
import { sarsaPlugin } from "./sarsa.ts";
import type { TabularProblem } from "./tabular-problem.ts";
import type { TdPrediction, TdPredictionOptions } from "./td-prediction.ts";
import { tdPredictionPlugin } from "./td-prediction.ts";
import type { ValueIterationOptions } from "./value-iteration.ts";
import { valueIterationPlugin } from "./value-iteration.ts";

type PlannerPlugin<Options, Part extends Plugin["create"] extends (...given: never) => infer Any ? Any : never> =
  Plugin<"planner", Required<Options>, TabularProblem, Part>;

/** Every planner of this package by name, for files and command lines. */
export const plugins: readonly [
  PlannerPlugin<ValueIterationOptions, ExplicitPlanner>,
  PlannerPlugin<PolicyIterationOptions, ExplicitPlanner>,
  PlannerPlugin<ModifiedPolicyIterationOptions, ExplicitPlanner>,
  PlannerPlugin<PrioritizedSweepingOptions, PrioritizedSweeping>,
  PlannerPlugin<QLearningOptions, QLearning>,
  PlannerPlugin<SarsaOptions, Sarsa>,
  PlannerPlugin<ExpectedSarsaOptions, ExpectedSarsa>,
  PlannerPlugin<TdPredictionOptions, TdPrediction>,
  PlannerPlugin<DynaQPlusOptions, DynaQPlus>,
] = [
  valueIterationPlugin, policyIterationPlugin, modifiedPolicyIterationPlugin, prioritizedSweepingPlugin,
  qLearningPlugin, sarsaPlugin, expectedSarsaPlugin, tdPredictionPlugin, dynaQPlusPlugin,
];
