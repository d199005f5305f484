import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { interquartileMean, mean, median, pooled } from "./describe.ts";
import reference from "./fixtures/task-reference.json" with { type: "json" };
import type { Sample } from "./sample.ts";
import { interquartileMeanOverTasks, meanOverTasks, medianOverTasks, optimalityGap } from "./task-statistics.ts";

const statistics = { meanOverTasks, medianOverTasks, interquartileMeanOverTasks, optimalityGap };

describe("by hand", () => {
  const tasks = [[1, 3], [0, 0, 0, 8], [5]];

  test("mean and median are of the tasks' means 2, 2, 5", () => {
    expect(meanOverTasks(tasks)).toBe(3);
    expect(medianOverTasks(tasks)).toBe(2);
  });

  test("the gap counts shortfalls only", () => {
    // Of 4: (3 + 1)/2 = 2, (4 + 4 + 4 + 0)/4 = 3, and 0.
    expect(optimalityGap(tasks, 4)).toBeCloseTo(5 / 3, 15);
    expect(optimalityGap([[0.25, 2]])).toBe(0.375);
    expect(optimalityGap([[7, 9]])).toBe(0);
  });

  test("the interquartile mean weighs runs by 1/N_t", () => {
    // Weights of 12: 0 0 0 1 3 5 8 with 1 1 1 2 2 4 1; between 3 and 9 lie 1, 3 and half of 5.
    expect(interquartileMeanOverTasks(tasks)).toBe((2 * 1 + 2 * 3 + 2 * 5) / 6);
  });
});

describe("against NumPy and SciPy, tasks of unequal sizes", () => {
  const expected = reference.aggregates;
  test.each([
    ["mean", meanOverTasks(reference.tasks)], ["median", medianOverTasks(reference.tasks)],
    ["interquartileMean", interquartileMeanOverTasks(reference.tasks)],
    ["optimalityGap", optimalityGap(reference.tasks, reference.threshold)],
  ] as const)("%s", (name, value) => {
    expect(value).toBeCloseTo(expected[name].estimate, 14);
  });
});

describe("properties", () => {
  const whole = fc.integer({ min: -20, max: 20 });

  test("tasks with equally many runs: as if all runs were one sample", () => {
    const equal = fc.integer({ min: 1, max: 6 })
      .chain((size) => fc.array(fc.array(whole, { minLength: size, maxLength: size }), { minLength: 1, maxLength: 6 }));
    fc.assert(fc.property(equal, (tasks) => {
      expect(meanOverTasks(tasks)).toBeCloseTo(mean(pooled(tasks)), 12);
      expect(interquartileMeanOverTasks(tasks)).toBeCloseTo(interquartileMean(pooled(tasks)), 12);
      expect(medianOverTasks(tasks)).toBeCloseTo(median(tasks.map(mean)), 12);
    }), { seed: 1 });
  });

  const ragged = fc.array(fc.array(whole, { minLength: 1, maxLength: 7 }), { minLength: 1, maxLength: 5 });

  test("running a task twice as often with the same scores changes nothing", () => {
    fc.assert(fc.property(ragged, (tasks) => {
      const [first, ...others] = tasks;
      const doubled: Sample[] = [[...first!, ...first!], ...others];
      for (const statistic of Object.values(statistics)) expect(statistic(doubled)).toBeCloseTo(statistic(tasks), 12);
    }), { seed: 1 });
  });

  test("the order of runs changes no byte", () => {
    fc.assert(fc.property(ragged, (tasks) => {
      const reversed = tasks.map((task) => task.map((score) => score / 3).reverse());
      const plain = tasks.map((task) => task.map((score) => score / 3));
      for (const statistic of Object.values(statistics)) expect(statistic(reversed)).toBe(statistic(plain));
    }), { seed: 1 });
  });
});

test("no task, and tasks without runs, are refused", () => {
  for (const statistic of Object.values(statistics)) {
    expect(() => statistic([])).toThrow("at least one task");
    expect(() => statistic([[1], []])).toThrow("at least one value");
  }
});
