import { seedKey } from "@worldwise/math";
import { describe, expect, test } from "vitest";
import { areaUnderCurve } from "./curves.ts";
import reference from "./fixtures/task-reference.json" with { type: "json" };
import { performanceProfile } from "./performance-profile.ts";
import { meanOverTasks } from "./task-statistics.ts";

const { tasks, thresholds, level, resamples } = reference;
const key = seedKey(reference.seed);

describe.each(["runs", "tasks"] as const)("against NumPy on the same draws: %s", (unit) => {
  const profile = performanceProfile(tasks, thresholds, { key, unit, level, resamples });
  test.each(["estimate", "low", "high"] as const)("%s", (part) => {
    reference.profiles[unit][part].forEach((value, j) => expect(profile[part][j]).toBeCloseTo(value, 12));
  });
});

test("by hand: above means above", () => {
  const { estimate } = performanceProfile([[1, 2, 2, 5], [2, 4]], [0, 1, 2, 4, 5], { key, resamples: 10 });
  expect(estimate).toEqual(Float64Array.of(1, (0.75 + 1) / 2, (0.25 + 0.5) / 2, 0.125, 0));
  const ofTasks = performanceProfile([[1, 2, 2, 5], [2, 4]], [2, 2.5, 3], { key, resamples: 10, unit: "tasks" });
  expect(ofTasks.estimate).toEqual(Float64Array.of(1, 0.5, 0));
});

test("never rises, keeps its band around it, and repeats byte by byte", () => {
  const run = (): ReturnType<typeof performanceProfile> => performanceProfile(tasks, thresholds, { key, resamples: 203 });
  const { estimate, low, high } = run();
  expect(run()).toEqual(run());
  estimate.forEach((share, j) => {
    if (j > 0) expect(share).toBeLessThanOrEqual(estimate[j - 1]!);
    expect(low[j]).toBeLessThanOrEqual(share);
    expect(high[j]).toBeGreaterThanOrEqual(share);
  });
});

test("the area under the profile of the runs is the mean over tasks", () => {
  const step = 0.001; // scores are multiples of it: the profile is a staircase with these treads
  const fine = Float64Array.from({ length: 2701 }, (_, j) => (j - 0.5) * step);
  const { estimate } = performanceProfile(tasks, fine, { key, resamples: 1 });
  expect(areaUnderCurve(estimate, fine) - step / 2).toBeCloseTo(meanOverTasks(tasks), 9);
});

test("refuses thresholds that do not ascend, and options out of range", () => {
  for (const wrong of [[], [1, 1], [2, 1], [NaN]]) expect(() => performanceProfile(tasks, wrong, { key })).toThrow("ascending");
  // @ts-expect-error no such unit
  expect(() => performanceProfile(tasks, [1], { key, unit: "seeds" })).toThrow("seeds");
  expect(() => performanceProfile([], [1], { key })).toThrow("at least one task");
});
