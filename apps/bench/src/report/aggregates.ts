import { philox, seedKey } from "@worldwise/math";
import type { Aggregate, BootstrapInterval, PerformanceProfile } from "@worldwise/stats";
import { aggregateIntervals, performanceProfile } from "@worldwise/stats";
import type { Scores } from "./scores.ts";
import { samplesOf } from "./task-runs.ts";

/** Said in captions. */
export const aggregateResamples = 2000;
export const profileResamples = 500;
const thresholdCount = 51;

/** What one method scores over all tasks. */
export interface MethodAggregates {
  readonly label: string;
  readonly place: number;
  readonly intervals: Readonly<Record<Aggregate, BootstrapInterval>>;
}

/** Aggregates over tasks, each task resampled within itself. */
export function aggregatesOf(study: string, scores: Scores): readonly MethodAggregates[] {
  return scores.methods.map((label, place) => {
    const key = philox.derive(seedKey(0), `${study}/${scores.metric}/aggregates/${label}`);
    const intervals = aggregateIntervals(samplesOf(scores, label), { key, resamples: aggregateResamples });
    return { label, place, intervals: intervals as Required<typeof intervals> }; // all four were asked for
  });
}

/** The distribution of what one method scores. */
export interface MethodProfile {
  readonly label: string;
  readonly place: number;
  readonly profile: PerformanceProfile;
}

/** Performance profiles at common thresholds, from the lowest score of any run to the highest. */
export function profilesOf(study: string, scores: Scores): readonly MethodProfile[] {
  const all = scores.methods.flatMap((label) => samplesOf(scores, label).flat());
  const [low, high] = [all.reduce((a, b) => Math.min(a, b), Infinity), all.reduce((a, b) => Math.max(a, b), -Infinity)];
  if (!(high > low)) return [];
  const thresholds = Array.from({ length: thresholdCount }, (_, j) => low + (high - low) * (j / (thresholdCount - 1)));
  return scores.methods.map((label, place) => {
    const key = philox.derive(seedKey(0), `${study}/${scores.metric}/profile/${label}`);
    return { label, place, profile: performanceProfile(samplesOf(scores, label), thresholds, { key, resamples: profileResamples }) };
  });
}
