import type { FeatureChoice } from "@worldwise/data";
import { featureFields, featuresByName } from "@worldwise/data";
import type { Plugin, Problem, Space } from "@worldwise/protocol";
import { choice, definePlugin, integer, number, optionSchema } from "@worldwise/protocol";
import { checkFitted } from "../planners/fitted-problem.ts";
import type { LinearDynaOptions, LinearDynaPlanner } from "./linear-dyna-planner.ts";
import { linearDynaPlanner } from "./linear-dyna-planner.ts";

/** What experiment files say of linear Dyna's planner: its features by name. */
export interface LinearDynaPluginOptions extends Required<Omit<LinearDynaOptions, "features" | "backupStepSize">>, FeatureChoice {
  /** 0 takes the step size of learning, or 1 where that is 0. */
  readonly backupStepSize: number;
}

/** `linearDynaPlanner` by name. */
export const linearDynaPlugin: Plugin<"planner", LinearDynaPluginOptions, Problem, LinearDynaPlanner<Space>> = definePlugin({
  role: "planner", name: "linearDyna", about: "Linear Dyna: backs up single features in a linear model, where it matters most",
  options: optionSchema({
    variant: choice(["random", "sweep", "pwma", "mg"], { description: "which features are backed up", default: "mg" }),
    stepSize: number({ description: "step size of temporal differences from real transitions", default: 0.1, minimum: 0 }),
    backupStepSize: number({ description: "step size of backups; 0: as stepSize, or 1 where that is 0", default: 0, minimum: 0 }),
    backups: integer({ description: "features chosen in each call of plan", default: 5, minimum: 1 }),
    threshold: number({ description: "priorities up to this are not queued", default: 1e-4, minimum: 0 }),
    explore: number({ description: "probability of a random action in explore mode", default: 0.1, minimum: 0, maximum: 1 }),
    ...featureFields,
  }),
  create({ features, resolution, low = [], high = [], backupStepSize, ...options }: LinearDynaPluginOptions, problem: Problem) {
    checkFitted(problem);
    const map = featuresByName({ features, resolution, low, high });
    return linearDynaPlanner(problem, { ...options, features: map, ...(backupStepSize > 0 && { backupStepSize }) });
  },
});
