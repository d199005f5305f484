import { checkAtLeast, checkNumberAtLeast, checkProbability } from "../check-options.ts";
import type { SampleSource, SamplingOptions } from "./sampling.ts";

/** Options that all planners of this package have. */
export interface FittedOptions<Source extends SampleSource = SampleSource> extends SamplingOptions<Source> {
  /** K: backups of each call of `plan`, at least 1. Default 50. */
  readonly iterations?: number;
  /** A change of all targets up to this ends a plan; at least 0. Default 1e-6. */
  readonly tolerance?: number;
  /** Probability of a random action in explore mode, in [0, 1]. Default 0.1. */
  readonly explore?: number;
}

/** The options with their defaults. Throws `bad-options`. */
export function withDefaults<Source extends SampleSource>(options: FittedOptions<Source>): Required<FittedOptions> {
  const { source = "data", capacity = 10_000, successors = 1, iterations = 50, tolerance = 1e-6, explore = 0.1 } = options;
  checkAtLeast("iterations", iterations, 1);
  checkNumberAtLeast("tolerance", tolerance, 0);
  checkProbability("explore", explore);
  return { source, capacity, successors, iterations, tolerance, explore };
}
