import type { Cell, CellResult, QualityRecord, Study } from "@worldwise/experiment";
import { parseExperiment } from "@worldwise/experiment";
import { describe, expect, test } from "vitest";
import { shortening, watchedYaml } from "./fixtures/watched-folder.ts";
import type { LiveCurve } from "./live-curve.ts";
import { curvesOfStudy } from "./live-curve.ts";

const study: Study = parseExperiment(watchedYaml()).studies[0]!;
const runIn = (point: Cell["point"], name = "corridors"): Cell =>
  ({ study: name, point, id: "0", spec: { environment: "e/e", agent: "a/a", seed: 1, budget: { episodes: 4 } } });
const ends = (curve: LiveCurve): unknown => curve.lines().map(({ label, runs, points }) => [label, runs, points.at(-1)]);

describe("curvesOfStudy", () => {
  test("are the learning curves that are asked for, then the metrics, one for each place", () => {
    expect(curvesOfStudy(study).map(({ source, at, axis }) => [source.kind, at, axis])).toEqual([
      ["learning", { states: "5" }, "method"], ["learning", { states: "9" }, "method"],
      ["metric", { states: "5" }, "method"], ["metric", { states: "9" }, "method"],
    ]);
  });

  test("too many places are pooled; without charts there is the return; without axes there is one line", () => {
    const states = Array.from({ length: 13 }, (_, label) => ({ label: String(label), value: label }));
    expect(curvesOfStudy({ ...study, axes: { ...study.axes, states } })[0]!.at).toEqual({});
    const [bare] = curvesOfStudy({ ...study, charts: [], axes: { seed: study.axes["seed"]! } });
    bare!.add(runIn({ seed: "1" }), shortening(9));
    expect(bare!.source).toEqual({ kind: "learning", of: "return", isLog: false });
    expect(ends(bare!)).toEqual([["", 1, { x: 4, y: 3 }]]);
    const evaluate = { every: 2, episodes: 1 };
    expect(curvesOfStudy({ ...study, charts: [], evaluate })[0]!.source).toMatchObject({ of: "evaluation" });
  });
});

describe("a live curve", () => {
  const [curve] = curvesOfStudy(study);

  test("is a mean over the runs that are there, of its own study and place alone", () => {
    const before = curve!.version;
    curve!.add(runIn({ states: "5", method: "slow", seed: "1" }), shortening(9));
    curve!.add(runIn({ states: "5", method: "slow", seed: "2" }), { ...shortening(5), episodes: shortening(5).episodes.slice(0, 2) });
    curve!.add(runIn({ states: "9", method: "slow", seed: "1" }), shortening(100));
    curve!.add(runIn({ states: "5", method: "slow", seed: "1" }, "another"), shortening(100));
    expect(curve!.version).toBe(before + 2);
    expect(curve!.lines()).toEqual([
      { label: "slow", place: 0, runs: 2, points: [{ x: 1, y: 7 }, { x: 2, y: 6 }, { x: 3, y: 7 }, { x: 4, y: 6 }] },
    ]);
  });

  test("of a metric is the mean over the first so many runs; numbers that are none are left out", () => {
    const metric = curvesOfStudy(study)[2]!;
    for (const from of [9, 5]) metric.add(runIn({ states: "5", method: "slow", seed: "1" }), shortening(from));
    metric.add(runIn({ states: "5", method: "slow", seed: "3" }), { episodes: [], evaluations: [], metrics: {} });
    const sum = (from: number): number => 4 * from - 6;
    expect(metric.lines()).toEqual([
      { label: "slow", place: 0, runs: 3, points: [{ x: 1, y: sum(9) }, { x: 2, y: (sum(9) + sum(5)) / 2 }] },
    ]);
  });

  test("of a measure of model quality goes by the episodes after which it was taken", () => {
    const metrics = { cosine: { kind: "model-quality", name: "gradient-cosine", better: "higher" } } as const;
    const axes = { seed: study.axes["seed"]! };
    const [, quality] = curvesOfStudy({ ...study, axes, charts: [], metrics, measure: { every: 2 } });
    const record = (episode: number, cosine: number): QualityRecord =>
      ({ episode, measures: { "gradient-cosine": cosine }, horizons: [], byHorizon: {} });
    quality!.add(runIn({ seed: "1" }), { ...shortening(9), quality: [record(2, 0.5), record(4, Number.NaN)] });
    quality!.add(runIn({ seed: "2" }), { ...shortening(9), quality: [record(2, 1), record(4, 0.75)] });
    expect(quality!.lines()[0]!.points).toEqual([{ x: 2, y: 0.75 }, { x: 4, y: 0.75 }]);
    expect(curvesOfStudy({ ...study, metrics, measure: {} }).at(-1)!.source.kind).toBe("metric");
  });

  test("long ones are averaged over blocks", () => {
    const episodes = Array.from({ length: 1000 }, (_, e) => ({ episode: e + 1, steps: e, return: 0, terminated: true }));
    const long: CellResult = { ...shortening(9), episodes };
    const other = curvesOfStudy(study)[1]!;
    other.add(runIn({ states: "9", method: "slow", seed: "1" }), long);
    const { points } = other.lines()[0]!;
    expect(points.length).toBeLessThanOrEqual(120);
    expect(points[0]).toEqual({ x: 5, y: 4 });
  });
});
