/** Measures that are one number each. */
export const plainQualities = [
  "log-likelihood", "impossible-share", "calibration-error", "planned-value-error", "optimal-value-error", "visited-value-error",
  "gradient-error", "gradient-cosine", "plan-value", "plan-regret", "plan-return",
] as const;
/** Measures of predictions some steps ahead: one number for each horizon. */
export const horizonQualities = ["state-distribution-error", "prediction-error", "value-prediction-error"] as const;

/** Name of a measure that is one number. */
export type PlainQuality = (typeof plainQualities)[number];
/** Name of a measure that is one number for each horizon. */
export type HorizonQuality = (typeof horizonQualities)[number];

/** What is measured of the model and its plan while a run goes on; names of defaults are those of `qualityDefaults`. */
export interface Measurement {
  /** After every so many episodes, and at the end. Default: at the end alone. */
  readonly every?: number;
  /** Fresh episodes of the evaluated policy that the model is judged on, each time. Default 10. */
  readonly episodes?: number;
  /** How many steps ahead, upwards. Default 1, 2, 5, 10. */
  readonly horizons?: readonly number[];
  /** τ of the policy whose gradient is compared, softmax(Q / τ), in units of value. Default 1. */
  readonly temperature?: number;
}

/** What a `Measurement` leaves out. */
export const qualityDefaults: Required<Omit<Measurement, "every">> = { episodes: 10, horizons: [1, 2, 5, 10], temperature: 1 };

/** How good model and plan were at one time. What cannot be had is not there; a number that is not finite is NaN. */
export interface QualityRecord {
  /** After this episode; 0 is before the first one ended. */
  readonly episode: number;
  readonly measures: Readonly<Partial<Record<PlainQuality, number>>>;
  /** Steps ahead of every list in `byHorizon`. */
  readonly horizons: readonly number[];
  /** NaN at horizons that no episode reached. */
  readonly byHorizon: Readonly<Partial<Record<HorizonQuality, readonly number[]>>>;
}
