import { describe, expect, test } from "vitest";
import type { Metric } from "./experiment.ts";
import { resultOf } from "./fixtures/results.ts";
import { metricValue } from "./metric-value.ts";

const of = (metric: Record<string, unknown>, ...[lengths, more]: Parameters<typeof resultOf>): number =>
  metricValue({ better: "lower", ...metric } as Metric, resultOf(lengths, more)); // each test writes a whole metric

describe("episodes-until", () => {
  const until = (more: object = {}): Record<string, unknown> => ({ kind: "episodes-until", atMost: 10, consecutive: 2, ...more });

  test("counts from 1 to the first of so many good episodes in a row", () => {
    expect(of(until(), [30, 10, 11, 9, 10, 50])).toBe(4);
    expect(of(until({ consecutive: 1 }), [30, 10, 11])).toBe(2);
    expect(of(until(), [1, 1])).toBe(1);
  });

  test("is one more than there were when it never happens", () => {
    expect(of(until(), [30, 10, 11, 9])).toBe(5);
    expect(of(until({ consecutive: 5 }), [1, 1, 1])).toBe(4);
    expect(of(until(), [])).toBe(1);
  });

  test("short episodes that earn too little do not count", () => {
    expect(of(until({ returnAtLeast: -4 }), [9, 3, 4, 5])).toBe(2); // the return is minus the length
    expect(of(until({ returnAtLeast: 0 }), [9, 3, 4, 5])).toBe(5);
  });
});

describe("episode-length and episode-return", () => {
  const lengths = [10, 2, 3, 5];

  test.each([["sum", 20], ["mean", 5], ["median", 4], ["min", 2], ["max", 10], ["first", 10], ["last", 5]])("%s", (reduce, expected) => {
    expect(of({ kind: "episode-length", reduce }, lengths)).toBe(expected);
    const mirrored = { min: "max", max: "min" }[reduce] ?? reduce;
    expect(of({ kind: "episode-return", reduce: mirrored }, lengths)).toBe(-expected);
  });

  test.each<[string, object, number]>([
    ["from an episode on, itself included", { fromEpisode: 3 }, 8], ["up to an episode, itself included", { toEpisode: 2 }, 12],
    ["between two", { fromEpisode: 2, toEpisode: 3 }, 5], ["that began at a step or later", { fromStep: 10 }, 10],
    ["that began later than within it", { fromStep: 11 }, 8], ["all", { fromStep: 0 }, 20], ["both", { fromStep: 12, toEpisode: 3 }, 3],
  ])("look at episodes %s", (_, range, expected) => {
    expect(of({ kind: "episode-length", reduce: "sum", ...range }, lengths)).toBe(expected);
  });

  test.each(["sum", "mean", "median", "min", "max", "first", "last"])("%s of no episode is NaN", (reduce) => {
    expect(of({ kind: "episode-length", reduce, fromEpisode: 9 }, lengths)).toBeNaN();
    expect(of({ kind: "episode-return", reduce }, [])).toBeNaN();
  });
});

describe("evaluation-return", () => {
  const evaluations = [{ episode: 5, return: 1, length: 9 }, { episode: 10, return: 4, length: 9 }];

  test("reduces the evaluations", () => {
    expect(of({ kind: "evaluation-return", reduce: "last" }, [], { evaluations })).toBe(4);
    expect(of({ kind: "evaluation-return", reduce: "mean" }, [], { evaluations })).toBe(2.5);
  });

  test("is NaN where nothing was evaluated, or where a return was not finite", () => {
    expect(of({ kind: "evaluation-return", reduce: "last" }, [3])).toBeNaN();
    const diverged = [...evaluations, { episode: 15, return: Number.NaN, length: 9 }];
    for (const reduce of ["sum", "mean", "median", "min", "max", "last"]) expect(of({ kind: "evaluation-return", reduce }, [], { evaluations: diverged })).toBeNaN();
  });
});

describe("exact-return", () => {
  const exact = (policy: number, optimal: number, uniform: number): number => of({ kind: "exact-return" }, [], { exact: { policy, optimal, uniform } });

  test("is a share of what there is to gain", () => {
    expect(exact(3, 5, 1)).toBe(0.5);
    expect(exact(5, 5, 1)).toBe(1);
    expect(exact(1, 5, 1)).toBe(0);
    expect(exact(-1, 5, 1)).toBe(-0.5);
    expect(exact(-10, -5, -20)).toBeCloseTo(2 / 3, 12);
  });

  test("is NaN where every policy is worth the same, up to rounding, and where nothing is known", () => {
    expect(exact(1, 1, 1)).toBeNaN();
    expect(exact(1, 1 + 1e-10, 1)).toBeNaN();
    expect(exact(1e6, 1e6 + 1e-4, 1e6)).toBeNaN();
    expect(of({ kind: "exact-return" }, [1])).toBeNaN();
  });
});

describe("agent", () => {
  test("is one of the agent's own, NaN where it has none of this name", () => {
    expect(of({ kind: "agent", name: "loss" }, [], { metrics: { loss: 0 } })).toBe(0);
    expect(of({ kind: "agent", name: "loss" }, [], { metrics: { los: 1 } })).toBeNaN();
    expect(of({ kind: "agent", name: "toString" }, [], { metrics: {} })).toBeNaN();
    expect(of({ kind: "agent", name: "loss" }, [], { metrics: { loss: Number.NaN } })).toBeNaN();
  });
});

test("model-error is one of the errors of the final model, and no number without a model", () => {
  const modelErrors = { probability: 1, "planned-value": 2, "optimal-value": 3, variance: 4 };
  expect(of({ kind: "model-error", of: "optimal-value" }, [], { modelErrors })).toBe(3);
  expect(of({ kind: "model-error", of: "variance" }, [], { modelErrors })).toBe(4);
  expect(of({ kind: "model-error", of: "variance" }, [])).toBeNaN();
});
