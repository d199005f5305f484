import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Study } from "./experiment.ts";
import { expandStudy } from "./expand-study.ts";
import { corridorYaml } from "./fixtures/experiments.ts";
import { parseExperiment } from "./read-experiment.ts";

const experiment = parseExperiment(corridorYaml);
const [study] = experiment.studies as [Study]; // the fixture has one

describe("expandStudy", () => {
  test("runs every combination, the last axis turning fastest", () => {
    const points = expandStudy(study).map(({ point }) => Object.values(point).join(" "));
    expect(points).toEqual([
      "3 slow 1", "3 slow 2", "3 slow 3", "3 fast 1", "3 fast 2", "3 fast 3", "5 slow 1", "5 slow 2", "5 slow 3", "5 fast 1", "5 fast 2", "5 fast 3",
    ]);
  });

  test("a cell has its labels as its place, and its values in its spec", () => {
    expect(expandStudy(study)[4]).toEqual({
      study: "step-sizes", point: { cells: "3", method: "fast", seed: "2" },
      spec: {
        environment: { use: "test-parts/corridor", with: { cells: 3 } }, agent: { use: "test-parts/learner", with: { stepSize: 0.5 } },
        seed: 2, budget: { episodes: 10 },
      },
    });
  });

  test("budget and evaluation take placeholders too", () => {
    const [first] = expandStudy({
      ...study, axes: { ...study.axes, many: [{ label: "many", value: { episodes: 7, every: 2 } }] },
      budget: { episodes: "$many.episodes" }, evaluate: { every: "$many.every", episodes: 3 },
    });
    expect(first!.spec).toMatchObject({ budget: { episodes: 7 }, evaluate: { every: 2, episodes: 3 } });
  });

  test("a seed may have a label of its own", () => {
    const [first] = expandStudy({ ...study, axes: { ...study.axes, seed: [{ label: "the first", value: 11 }] } });
    expect([first!.point["seed"], first!.spec.seed]).toEqual(["the first", 11]);
  });

  test("refuses what is no cell after filling in, with the study's name", () => {
    expect(() => expandStudy({ ...study, budget: { episodes: "$method" } })).toThrow(/a cell of step-sizes/);
    expect(() => expandStudy({ ...study, axes: { ...study.axes, seed: [{ label: "a", value: "a" }] } })).toThrow(/seed/);
    expect(() => expandStudy({ ...study, agent: "$agent" })).toThrow(expect.objectContaining({ code: "bad-placeholder" }));
  });

  test("there are as many cells as combinations, and no place twice", () => {
    const axis = fc.uniqueArray(fc.integer({ min: 0, max: 99 }), { minLength: 1, maxLength: 4 });
    fc.assert(fc.property(axis, axis, axis, (a, b, seeds) => {
      const values = (numbers: readonly number[]): { label: string; value: number }[] => numbers.map((value) => ({ label: String(value), value }));
      const cells = expandStudy({ ...study, environment: "a/b", agent: "a/c", axes: { a: values(a), b: values(b), seed: values(seeds) } });
      expect(cells).toHaveLength(a.length * b.length * seeds.length);
      expect(new Set(cells.map(({ point }) => JSON.stringify(point))).size).toBe(cells.length);
    }), { seed: 1 });
  });
});
