import { seedKey } from "@worldwise/math";
import { describe, expect, test } from "vitest";
import reference from "./fixtures/task-reference.json" with { type: "json" };
import { improvementIntervalOverTasks, probabilityOfImprovementOverTasks } from "./improvement-over-tasks.ts";
import { probabilityOfImprovement } from "./probability-of-improvement.ts";

const { tied, others, level, resamples, improvement } = reference;
const key = seedKey(reference.seed);

test("is the mean over tasks", () => {
  expect(probabilityOfImprovementOverTasks([[1, 2], [3]], [[0], [3, 4]])).toBe((1 + 0.25) / 2);
  expect(probabilityOfImprovementOverTasks([[2, 3]], [[1, 2, 7]])).toBe(probabilityOfImprovement([2, 3], [1, 2, 7]));
  expect(probabilityOfImprovementOverTasks(tied, others)).toBeCloseTo(improvement.estimate, 14);
  expect(probabilityOfImprovementOverTasks(others, tied)).toBeCloseTo(1 - improvement.estimate, 14);
});

describe("against NumPy and SciPy on the same draws, with ties", () => {
  test.each(["percentile", "bca"] as const)("%s", (method) => {
    const { low, high, estimate, outcome } = improvementIntervalOverTasks(tied, others, { key, level, resamples, method });
    expect(estimate).toBeCloseTo(improvement.estimate, 14);
    expect(low).toBeCloseTo(improvement[method][0]!, 10);
    expect(high).toBeCloseTo(improvement[method][1]!, 10);
    expect(outcome).toBe("estimated");
  });
});

test("clear separation is constant, and single runs are too few", () => {
  const options = { key, resamples: 40 };
  expect(improvementIntervalOverTasks([[8, 9], [5, 6, 7]], [[1, 2, 3], [0]], options))
    .toMatchObject({ estimate: 1, low: 1, high: 1, outcome: "constant" });
  expect(improvementIntervalOverTasks([[8]], [[1]], options)).toMatchObject({ estimate: 1, outcome: "too-few" });
});

test("refuses different tasks", () => {
  expect(() => probabilityOfImprovementOverTasks([[1]], [[1], [2]])).toThrow("1 and 2 tasks");
  expect(() => improvementIntervalOverTasks([], [], { key })).toThrow("0 and 0 tasks");
  expect(() => improvementIntervalOverTasks([[1]], [[NaN]], { key })).toThrow("finite values");
});
