import type { Experiment, FinishedCell } from "@worldwise/experiment";
import { readExperiment } from "@worldwise/experiment";
import { describe, expect, test } from "vitest";
import { groupBy, summarize } from "./summarize.ts";

const study = {
  name: "race", title: "Race", environment: "a/b", agent: "$method", budget: { steps: 1 },
  axes: { world: ["x", "y"], method: ["slow", "fast"], seed: "1..4" },
  metrics: { value: { kind: "agent", name: "value", better: "higher" } },
  claims: [{ says: "Fast is better", kind: "better", metric: "value", at: { world: "x" }, axis: "method", better: "fast", than: "slow", level: 0.1 }],
};
const experiment: Experiment = readExperiment({ name: "small", title: "Small", studies: [study] });

const cell = (world: string, method: string, seed: number, value: number, of = "race"): FinishedCell => ({
  cell: { id: `${world}${method}${seed}`, study: of, point: { world, method, seed: String(seed) }, spec: { environment: "a/b", agent: method, seed, budget: { steps: 1 } } },
  result: { episodes: [], evaluations: [], metrics: { value } },
});
const cells = ["x", "y"].flatMap((world) => ["slow", "fast"].flatMap((method) => [1, 2, 3, 4].map((seed) => cell(world, method, seed, seed + (method === "fast" ? 10 : 0)))));

describe("summarize", () => {
  test("pools seeds, and keeps the other axes apart in the order of the cells", () => {
    const [summary] = summarize(experiment, cells);
    expect(summary!.axes).toEqual(["world", "method"]);
    const [metric] = summary!.metrics;
    expect(metric!.rows.map(({ labels }) => labels.join(" "))).toEqual(["x slow", "x fast", "y slow", "y fast"]);
    expect(metric!.rows.map(({ values }) => values)).toEqual([[1, 2, 3, 4], [11, 12, 13, 14], [1, 2, 3, 4], [11, 12, 13, 14]]);
  });

  test("estimates the interquartile mean, in an interval that holds it", () => {
    const [row] = summarize(experiment, cells)[0]!.metrics[0]!.rows;
    expect(row!.estimate).toBe(2.5);
    expect([row!.low >= 1, row!.low <= 2.5, row!.high >= 2.5, row!.high <= 4]).toEqual([true, true, true, true]);
  });

  test("the same cells give the same numbers, also beside other cells", () => {
    expect(summarize(experiment, cells)).toEqual(summarize(experiment, cells));
    const some = cells.filter(({ cell: { point } }) => point["method"] === "fast");
    expect(summarize(experiment, some)[0]!.metrics[0]!.rows).toEqual(summarize(experiment, cells)[0]!.metrics[0]!.rows.filter(({ labels }) => labels[1] === "fast"));
  });

  test("judges the claims by the cells of their study alone", () => {
    expect(summarize(experiment, cells)[0]!.verdicts).toMatchObject([{ holds: true }]);
    const others = cells.map(({ cell: { point } }) => cell(point["world"]!, point["method"]!, Number(point["seed"]), 0, "other study"));
    expect(summarize(experiment, [...cells, ...others])).toEqual(summarize(experiment, cells));
    expect(summarize(experiment, others)[0]).toMatchObject({ cells: [], verdicts: [{ holds: undefined }], metrics: [{ rows: [] }] });
  });

  test("numbers that are not finite are left out; with none left there is no estimate", () => {
    const [row] = summarize(experiment, [cell("x", "slow", 1, 5), cell("x", "slow", 2, Number.NaN), cell("x", "slow", 3, Infinity)])[0]!.metrics[0]!.rows;
    expect(row).toMatchObject({ values: [5], estimate: 5, low: 5, high: 5 });
    expect(summarize(experiment, [cell("x", "slow", 1, Number.NaN)])[0]!.metrics[0]!.rows[0]).toEqual({ labels: ["x", "slow"], values: [], estimate: Number.NaN, low: Number.NaN, high: Number.NaN });
  });
});

test("groupBy keeps the order in which keys appear, and of members", () => {
  expect([...groupBy([3, 1, 4, 1, 5, 9, 2], (value) => (value % 2 === 0 ? "even" : "odd"))]).toEqual([["odd", [3, 1, 1, 5, 9]], ["even", [4, 2]]]);
});
