import type { CellResult, Study } from "@worldwise/experiment";
import { describe, expect, test } from "vitest";
import type { StudySummary } from "../summarize.ts";
import { aggregatesOf, profilesOf } from "./aggregates.ts";
import { boundRows, boundTable } from "./bounds-part.ts";
import { studyComparisons } from "./comparisons.ts";
import { dataTable, tableCsv } from "./data-table.ts";
import { testReport, testStudy } from "./fixtures/test-report.ts";
import { render } from "./html.ts";
import { briefOf } from "./in-brief.ts";
import { modelErrorTable } from "./model-error-part.ts";
import { scoresOf } from "./scores.ts";
import { studyAxes } from "./study-axes.ts";
import { studyParts } from "./study-parts.ts";
import { sweepCharts } from "./sweep-chart.ts";
import { comparable, methodRuns } from "./task-runs.ts";

const labels = (...names: readonly string[]): Study["axes"][string] => names.map((label) => ({ label, value: `x/${label}` }));
const seeds = labels("1", "2", "3").map(({ label }) => ({ label, value: Number(label) }));
const own: Study["metrics"] = { score: { kind: "agent", name: "score", better: "higher" } };

/** A summary of runs whose agent ends with a score. */
function summaryOf(
  scoreOf: (point: Readonly<Record<string, string>>) => number | undefined, changes: Partial<Study> = {}, ending: Partial<CellResult> = {},
): StudySummary {
  const study = testStudy({ metrics: own, ...changes });
  return testReport({ title: "t", studies: [study] }, ({ point }) => {
    const score = scoreOf(point);
    return score === undefined ? undefined : { episodes: [], evaluations: [], metrics: { score }, ...ending };
  }).summaries[0]!;
}

/** maze: plain 1, 2, 3 and planning 3, 4, 5; lake: plain 10, 20, 30 and planning 20, 30, 10. */
const twoWorlds = ({ world, method, seed }: Readonly<Record<string, string>>): number => {
  const k = Number(seed);
  if (world === "maze") return method === "planning" ? k + 2 : k;
  return method === "planning" ? 10 * (k % 3 + 1) : 10 * k;
};

describe("what the axes of a study are", () => {
  test("worlds are what the environment names, methods what charts draw, sweeps what counts", () => {
    const axes: Study["axes"] = { ...testStudy().axes, size: [1, 2].map((value) => ({ label: String(value), value })) };
    const charts: Study["charts"] = [{ kind: "metric", metric: "score", lines: "method" }];
    expect(studyAxes(testStudy({ axes, charts }))).toEqual({ method: "method", tasks: ["world"], sweeps: ["size"] });
    expect(studyAxes(testStudy({ axes: { world: axes["world"]!, seed: seeds } }))).toEqual({ method: "world", tasks: [], sweeps: [] });
    expect(studyAxes(testStudy({ axes: { seed: seeds }, environment: "a/b", agent: "a/c" }))).toEqual({ method: undefined, tasks: [], sweeps: [] });
    expect(studyAxes(testStudy({ axes: { size: axes["size"]!, seed: seeds }, environment: "a/b" }))).toEqual({ method: "size", tasks: [], sweeps: ["size"] });
  });

  test("a name that another begins with is not taken for it", () => {
    const axes = { world: labels("a", "b"), worlds: labels("c", "d"), seed: seeds };
    expect(studyAxes(testStudy({ axes, environment: "$worlds.environment" })).tasks).toEqual(["worlds"]);
  });
});

describe("over all tasks", () => {
  const scores = scoresOf(comparable(methodRuns(summaryOf(twoWorlds), 0, "method")), own["score"]!);

  test("scores go from the worst run of a task to the best", () => {
    const of = (task: number, label: string): readonly number[] => [...scores.tasks[task]!.runs.get(label)!.values()];
    expect(scores.tasks.map(({ name }) => name)).toEqual(["maze", "lake"]);
    expect([of(0, "plain"), of(0, "planning")]).toEqual([[0, 0.25, 0.5], [0.5, 0.75, 1]]);
    expect([of(1, "plain"), of(1, "planning")]).toEqual([[0, 0.5, 1], [0.5, 1, 0]]);
  });

  test("lower metrics are turned round; exact returns are scores already", () => {
    const lower = methodRuns(summaryOf(twoWorlds, { metrics: { score: { ...own["score"]!, better: "lower" } } }), 0, "method");
    expect([...scoresOf(lower, own["score"]!).tasks[0]!.runs.get("plain")!.values()]).toEqual([1, 0.75, 0.5]);
    expect(scoresOf(lower, { kind: "exact-return", better: "higher" }).tasks).toBe(lower.tasks);
  });

  test("aggregates and profiles are those of the scores", () => {
    const [plain, planning] = aggregatesOf("race", scores);
    expect(plain!.intervals.mean.estimate).toBeCloseTo((0.25 + 0.5) / 2, 14);
    expect(planning!.intervals.optimalityGap.estimate).toBeCloseTo((0.25 + 0.5) / 2, 14);
    const { low, estimate, high } = planning!.intervals.mean;
    expect([low < estimate, estimate < high]).toEqual([true, true]);
    const [profile] = profilesOf("race", scores);
    expect(profile!.profile.estimate[0]).toBeCloseTo(2 / 3, 14); // of both tasks, two of three runs are above 0
    expect(profile!.profile.estimate.at(-1)).toBe(0);
  });

  test("tasks that not every method has are left out, and runs without a number are counted", () => {
    const some = summaryOf((point) => (point["world"] === "lake" && point["method"] === "plain" ? Number.NaN : twoWorlds(point)));
    const runs = methodRuns(some, 0, "method");
    expect(comparable(runs).tasks.map(({ name }) => name)).toEqual(["maze"]);
    expect(runs.leftOut).toBe(3);
    expect(studyParts(some, studyComparisons(some)).map(({ name }) => name)).toEqual(["improvement"]);
  });
});

describe("every pair of methods", () => {
  test("the probability is a mean over tasks; runs of one seed win and lose; Holm corrects for all pairs", () => {
    const [compared] = studyComparisons(summaryOf(twoWorlds));
    const [only] = compared!.comparisons;
    // maze: plain wins none of nine and ties one; lake: both have 10, 20, 30.
    expect(only!.probability.estimate).toBeCloseTo((0.5 / 9 + 0.5) / 2, 14);
    expect([only!.wins, only!.losses, only!.ties]).toEqual([1, 5, 0]);
    expect(only!.pValue).toBeCloseTo(2 * 7 / 64, 14); // at most one of six

    const three = summaryOf(({ method, seed }) => Number(seed) + (method === "c" ? 10 : 0), { axes: { method: labels("a", "b", "c"), seed: seeds }, environment: "a/b" });
    const pairs = studyComparisons(three)[0]!.comparisons;
    expect(pairs.map(({ first, second }) => [first, second])).toEqual([[0, 1], [0, 2], [1, 2]]);
    expect(pairs.map(({ pValue }) => Number(pValue.toFixed(10)))).toEqual([1, 0.75, 0.75]); // 1/4 alone, three pairs
  });

  test("words follow the numbers", () => {
    const many = Array.from({ length: 8 }, (_, k) => ({ label: String(k + 1), value: k + 1 }));
    const wordsOf = (gain: number): string => {
      const summary = summaryOf(({ method, seed }) => Number(seed) + (method === "b" ? gain : 0), { axes: { method: labels("a", "b"), seed: many }, environment: "a/b" });
      return briefOf(summary, studyComparisons(summary)).join(" ");
    };
    expect(wordsOf(10)).toBe("By score (higher is better), “b” does best, clearly against all others: a run of it is better than one of another with probability 1.");
    expect(wordsOf(0)).toBe("By score (higher is better), all do the same.");
    const noise = summaryOf(twoWorlds);
    expect(briefOf(noise, studyComparisons(noise)).join(" ")).toContain("“planning” does best, but no difference to another is clear");
    const alone = summaryOf(() => 2, { axes: { seed: seeds }, environment: "a/b", agent: "a/c" });
    expect(briefOf(alone, studyComparisons(alone))).toEqual(["score: 2 [2, 2] over 3 runs."]);
  });
});

describe("along a sweep", () => {
  test("one line for each method, in the order of the numbers; wide axes are logarithmic", () => {
    const axes = { size: [100, 1].map((value) => ({ label: String(value), value })), method: labels("a", "b"), seed: seeds };
    const summary = summaryOf(({ size, method }) => Number(size) * (method === "b" ? 2 : 1), { axes, environment: "a/b" });
    const [picture, ...others] = sweepCharts(summary, summary.metrics[0]!, { axis: "size", lines: "method" }, () => "name");
    expect(others).toEqual([]);
    expect(picture!.description).toBe("score by size. a: 1 at 1, 100 at 100; b: 2 at 1, 200 at 100.");
    expect(picture!.caption).toContain("the axis is logarithmic");
  });
});

describe("model errors and bounds", () => {
  const modelErrors = { probability: 0.5, "planned-value": 0.25, "optimal-value": 0.125, variance: 0 };
  const chain = { loss: 1, "two-terms": 2, "value-aware": 3, norms: 4, "reward-scale": 5, likelihood: 6, slack: 1 };
  const cell = { environment: "a/b", axes: { method: labels("a"), seed: seeds } };

  test("the loss is what the plan misses of the optimal value", () => {
    const summary = summaryOf(() => 0, cell, { modelErrors, exact: { policy: 1.5, optimal: 2, uniform: 0 } });
    const [row] = modelErrorTable(summary, "name").rows;
    expect(row!.map((value) => (typeof value === "object" ? value.estimate : value))).toEqual(["a", 0.5, 0.25, 0.125, 0, 0.5, 2]);
  });

  test("a chain holds where every bound is at least the one before; infinite ones are counted", () => {
    const of = (policyLoss: typeof chain): ReturnType<typeof boundRows>[number] => boundRows(summaryOf(() => 0, cell, { policyLoss }))[0]!;
    expect(of(chain)).toMatchObject({ held: 3, runs: 3, links: { norms: { estimate: 4 } } });
    expect(of({ ...chain, norms: 2.5 })).toMatchObject({ held: 0 });
    const infinite = of({ ...chain, likelihood: Number.NaN });
    expect(infinite).toMatchObject({ held: 3, infinite: { likelihood: 3, norms: 0 } });
    expect(boundTable([infinite], ["method"], "name").rows[0]!.slice(-2)).toEqual(["∞ in 3 of 3", "3 of 3"]);
  });
});

describe("a table", () => {
  const table = { name: "n", title: "<t>", caption: "c", heads: ["who", "value", "count"], rows: [["<b>", { estimate: 0.12345, low: 0, high: 1 }, 3]] };

  test("carries whole numbers beside the rounded ones", () => {
    const text = render(dataTable(table));
    expect(text).toContain('<th scope="row">&lt;b&gt;</th><td class="number" data-key="0.12345">0.123 <span class="interval">[0, 1]</span></td>');
  });

  test("takes three columns for an interval in its CSV", () => {
    expect(tableCsv(table)).toBe("who,value,value: low,value: high,count\n<b>,0.12345,0,1,3\n");
  });
});
