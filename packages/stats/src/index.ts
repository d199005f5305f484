/**
 * Seeded bootstrap intervals, interquartile means and sign tests for reinforcement learning runs.
 *
 * @packageDocumentation
 */
export type { Random } from "./random.ts";
export type { Sample, Statistic, StrataStatistic } from "./sample.ts";

export { interquartileMean, mean, median, pooled, quantile, standardError, variance } from "./describe.ts";
export { normalCdf, normalQuantile } from "./normal.ts";

export { interquartileMeanOverTasks, meanOverTasks, medianOverTasks, optimalityGap } from "./task-statistics.ts";
export { aggregateIntervals } from "./aggregate-intervals.ts";
export type { Aggregate, AggregateIntervals, AggregateOptions, TaskBootstrapOptions } from "./aggregate-intervals.ts";
export { performanceProfile } from "./performance-profile.ts";
export type { PerformanceProfile, PerformanceProfileOptions, ProfileUnit } from "./performance-profile.ts";
export { improvementIntervalOverTasks, probabilityOfImprovementOverTasks } from "./improvement-over-tasks.ts";

export { bootstrapInterval, stratifiedBootstrapInterval } from "./bootstrap.ts";
export type { BootstrapInterval, BootstrapOutcome } from "./bootstrap.ts";
export type { BootstrapMethod, BootstrapOptions, BootstrapSettings } from "./bootstrap-options.ts";

export { pairedDifferences, pairedInterval } from "./paired.ts";
export type { PairedOptions } from "./paired.ts";
export { probabilityOfImprovement, probabilityOfImprovementInterval } from "./probability-of-improvement.ts";
export { signTest, signTestPValue } from "./sign-test.ts";
export type { Alternative, SignTest } from "./sign-test.ts";
export { holm } from "./holm.ts";

export { areaUnderCurve, firstReach, learningCurve } from "./curves.ts";
export type { LearningCurve, LearningCurveOptions } from "./curves.ts";
export { sampleEfficiencyCurve } from "./sample-efficiency.ts";
export type { BeyondTheEnd, RunCurve, SampleEfficiencyCurve, SampleEfficiencyOptions } from "./sample-efficiency.ts";
