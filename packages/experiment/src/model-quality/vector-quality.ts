import type { Agent, RandomKey, RandomSource } from "@worldwise/protocol";
import type { HeldOutEpisodes } from "./held-out-episodes.ts";
import { predictionErrors } from "./prediction-errors.ts";
import { drawnQuality } from "./predictive-draws.ts";
import type { Qualities } from "./qualities.ts";
import { noQualities } from "./qualities.ts";

/** What a generative model is judged on. */
export interface VectorQualityOptions {
  readonly heldOut: HeldOutEpisodes;
  readonly horizons: readonly number[];
  readonly source: RandomSource;
  readonly key: RandomKey;
}

/** How a generative model of vectors does on held-out transitions. */
export function vectorQuality({ model: { dynamics }, decision }: Agent, options: VectorQualityOptions): Qualities {
  const { heldOut: { transitions }, horizons, source, key } = options;
  if (!dynamics) return noQualities;
  const errors = predictionErrors(dynamics, transitions, {
    horizons, source, key: source.derive(key, "ahead"), ...(decision.value && { value: decision.value }),
  });
  const drawn = drawnQuality(dynamics, transitions, { source, key: source.derive(key, "draws") });
  return {
    measures: drawn ? { "log-likelihood": drawn.logLikelihood, "calibration-error": drawn.calibrationError } : {},
    byHorizon: errors ? {
      "prediction-error": errors.squared, ...(errors.ofValue && { "value-prediction-error": errors.ofValue }),
    } : {},
  };
}
