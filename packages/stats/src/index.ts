/**
 * Seeded bootstrap intervals, interquartile means and sign tests for reinforcement learning runs.
 *
 * @packageDocumentation
 */
export type { Random } from "./random.ts";
export type { Sample, Statistic, StrataStatistic } from "./sample.ts";

export { interquartileMean, mean, median, pooled, quantile, standardError, variance } from "./describe.ts";
export { normalCdf, normalQuantile } from "./normal.ts";

export { bootstrapInterval, stratifiedBootstrapInterval } from "./bootstrap.ts";
export type { BootstrapInterval, BootstrapOutcome } from "./bootstrap.ts";
export type { BootstrapMethod, BootstrapOptions } from "./bootstrap-options.ts";

export { pairedDifferences, pairedInterval } from "./paired.ts";
export type { PairedOptions } from "./paired.ts";
export { probabilityOfImprovement, probabilityOfImprovementInterval } from "./probability-of-improvement.ts";
export { signTest, signTestPValue } from "./sign-test.ts";
export type { Alternative, SignTest } from "./sign-test.ts";
export { holm } from "./holm.ts";

export { areaUnderCurve, firstReach, learningCurve } from "./curves.ts";
export type { LearningCurve, LearningCurveOptions } from "./curves.ts";
