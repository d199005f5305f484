import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import type { Experiment, Study } from "./experiment.ts";
import { corridorYaml } from "./fixtures/experiments.ts";
import { planCells } from "./plan-cells.ts";
import { parseExperiment } from "./read-experiment.ts";

const experiment = parseExperiment(corridorYaml);
const [study] = experiment.studies as [Study]; // the fixture has one
const digest = (text: string): string => createHash("sha256").update(text).digest("hex");
const ids = (change: Partial<Study> = {}, code = "code"): readonly string[] =>
  planCells({ ...experiment, studies: [{ ...study, ...change }] }, code, digest).map(({ id }) => id);

describe("planCells", () => {
  test("names a cell by the first 32 digits of the digest of code and spec, canonical", () => {
    const text = '{"code":"c0de","spec":{"agent":{"use":"test-parts/learner","with":{"stepSize":0.1}},"budget":{"episodes":10},'
      + '"environment":{"use":"test-parts/corridor","with":{"cells":3}},"seed":1}}';
    expect(ids({}, "c0de")[0]).toBe(digest(text).slice(0, 32));
  });

  test("every cell has a name of its own, the same each time", () => {
    expect(new Set(ids()).size).toBe(12);
    expect(ids()).toEqual(ids());
  });

  test.each<[string, Partial<Study>]>([
    ["an option of the environment", { environment: { use: "test-parts/corridor", with: { cells: "$cells", slip: 0.1 } } }],
    ["the agent", { agent: { use: "test-parts/other", with: { stepSize: "$method.stepSize" } } }],
    ["the budget", { budget: { episodes: 11 } }], ["a bound beside it", { budget: { episodes: 10, steps: 1e6 } }],
    ["an evaluation", { evaluate: { every: 5, episodes: 1 } }],
  ])("changes with %s, in every cell", (_, change) => {
    const [before, after] = [ids(), ids(change)];
    expect(before.filter((id) => after.includes(id))).toEqual([]);
  });

  test("changes with the code, in every cell", () => {
    const [before, after] = [ids(), ids({}, "other")];
    expect(before.filter((id) => after.includes(id))).toEqual([]);
  });

  test("does not change with names, labels, metrics, claims, or the order of fields", () => {
    const relabelled = { ...study.axes, method: study.axes["method"]!.map(({ value }, index) => ({ label: `m${index}`, value })) };
    const environment = { with: { cells: "$cells" }, use: "test-parts/corridor" };
    expect(ids({ name: "other", title: "Other", metrics: {}, claims: [], charts: [], axes: relabelled, environment })).toEqual(ids());
  });

  test("equal cells of two studies share a name", () => {
    const twice: Experiment = { ...experiment, studies: [study, { ...study, name: "again" }] };
    const cells = planCells(twice, "code", digest);
    expect(cells.slice(12).map(({ id }) => id)).toEqual(cells.slice(0, 12).map(({ id }) => id));
    expect(cells[12]!.study).toBe("again");
  });
});
