import { choice, integer, number } from "@worldwise/protocol";
import type { AdvantageOptions } from "./advantages.ts";
import type { Fields, PolicyOptions, PolynomialOptions } from "./feature-options.ts";
import { policyFields, polynomialFields } from "./feature-options.ts";

/**
 * Where trajectories come from: `real` ones as they are lived through (`learn`), `imagined` ones in a model's dynamics (`plan`),
 * or those that came into the data set since the last `plan` (`data`).
 */
export type ExperienceSource = "real" | "imagined" | "data";

/** Options of every planner that estimates the gradient from trajectories. */
export interface SampledPlannerOptions<Source extends ExperienceSource = ExperienceSource>
  extends PolicyOptions, PolynomialOptions, Partial<AdvantageOptions> {
  /** Where trajectories come from. Default `real`. */
  readonly source?: Source;
  /** Of `real` and `data`: transitions of a round; of `data`, at most. Default 1000. */
  readonly steps?: number;
  /** Of `imagined`: trajectories of a round. Default 20. */
  readonly rollouts?: number;
  /** Of `imagined`: steps of a trajectory that does not end before. Default 100. */
  readonly horizon?: number;
  /** Of `imagined`: rounds of each call of `plan`. Default 10. */
  readonly iterations?: number;
  /**
   * `discounted`, the default: a state t steps into its episode counts γ^t, as the gradient of J wants. `uniform`: all alike, and
   * sums are means over transitions; usual for long episodes.
   */
  readonly stateWeights?: "discounted" | "uniform";
  /** How many transitions the critic's present weights are worth, above 0. Default 1. */
  readonly criticInertia?: number;
}

/** The fields of {@link SampledPlannerOptions}. */
export const sampledPlannerFields: Fields<SampledPlannerOptions> = {
  ...policyFields, ...polynomialFields,
  source: choice(["real", "imagined", "data"], { description: "where trajectories come from", default: "real" }),
  steps: integer({ description: "transitions of a round (real, data)", default: 1000, minimum: 1 }),
  rollouts: integer({ description: "trajectories of a round (imagined)", default: 20, minimum: 1 }),
  horizon: integer({ description: "longest trajectory (imagined)", default: 100, minimum: 1 }),
  iterations: integer({ description: "rounds of each call of plan (imagined)", default: 10, minimum: 1 }),
  stateWeights: choice(["discounted", "uniform"], { description: "how much a state counts, by its time", default: "discounted" }),
  criticInertia: number({ description: "transitions that the critic's weights are worth", default: 1, exclusiveMinimum: 0 }),
  traceDecay: number({ description: "λ of the advantage estimates", default: 1, minimum: 0, maximum: 1 }),
  baseline: choice(["critic", "none"], { description: "what is subtracted from returns", default: "critic" }),
};

/** Options with their defaults. */
export type ChosenSampled = Required<SampledPlannerOptions>;

/** Transitions of a round, at most. */
export const roundSize = ({ source, steps, rollouts, horizon }: ChosenSampled): number =>
  (source === "imagined" ? rollouts * horizon : steps);
