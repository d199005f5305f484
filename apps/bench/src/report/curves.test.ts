import { describe, expect, test } from "vitest";
import { curveChart } from "./curve-chart.ts";
import type { CurveChart } from "./curves.ts";
import { curvesOf } from "./curves.ts";
import { facetsOf } from "./facets.ts";
import { testReport, testResult, testStudy } from "./fixtures/test-report.ts";
import { render } from "./html.ts";
import { inPage } from "./theme.ts";

const chart: CurveChart = { kind: "learning-curve", of: "length", lines: "method" };

describe("curves", () => {
  test("one line for each label; the interquartile mean of three seeds weighs the middle one most", () => {
    const { summaries: [summary] } = testReport({ title: "t", studies: [testStudy()] });
    const lines = curvesOf(summary!, chart, facetsOf(summary!.study, summary!.cells, "method")[0]!);
    expect(lines.map(({ label }) => label)).toEqual(["plain", "planning"]);
    // Steps are 40, 20, 14, 10 and the seed 1, 2 or 3.
    expect([...lines[0]!.curve.estimate]).toEqual([42, 22, 16, 12]);
    expect(lines[0]!.episodes).toEqual([1, 2, 3, 4]);
    expect([...lines[0]!.curve.count]).toEqual([3, 3, 3, 3]);
  });

  test("long runs are averaged over blocks", () => {
    const episodes = Array.from({ length: 250 }, (_, index) => ({ episode: index + 1, steps: index + 1, return: 0, terminated: true }));
    const input = testReport({ title: "t", studies: [testStudy()] }, () => ({ episodes, evaluations: [], metrics: {} }));
    const summary = input.summaries[0]!;
    const [line] = curvesOf(summary, chart, facetsOf(summary.study, summary.cells, "method")[0]!);
    expect(line!.blockSize).toBe(3);
    expect(line!.episodes.slice(0, 2)).toEqual([2, 5]);
    expect(line!.episodes.at(-1)).toBe(250);
    expect([...line!.curve.estimate.slice(0, 2)]).toEqual([2, 5]);
  });

  test("a run counts up to the first number that is none; toEpisode cuts the rest", () => {
    const input = testReport({ title: "t", studies: [testStudy()] }, (cell) => {
      const result = testResult(cell);
      const broken = cell.spec.seed === 1;
      return { ...result, episodes: result.episodes.map((episode) => (broken && episode.episode > 1 ? { ...episode, steps: Number.NaN } : episode)) };
    });
    const summary = input.summaries[0]!;
    const [line] = curvesOf(summary, { ...chart, toEpisode: 3 }, facetsOf(summary.study, summary.cells, "method")[0]!);
    expect([...line!.curve.count]).toEqual([3, 2, 2]);
  });
});

describe("the chart", () => {
  const lines = (steps: number) => {
    const episodes = [1, 2].map((episode) => ({ episode, steps, return: 0, terminated: true }));
    const { summaries: [summary] } = testReport({ title: "t", studies: [testStudy()] }, () => ({ episodes, evaluations: [], metrics: {} }));
    return curvesOf(summary!, chart, facetsOf(summary!.study, summary!.cells, "method")[0]!);
  };

  test("is logarithmic only where every estimate is above 0", () => {
    expect(curveChart({ ...chart, scale: "log" }, lines(5), { name: "c", place: "" }).caption).toContain("logarithmic");
    const flat = curveChart({ ...chart, scale: "log" }, lines(0), { name: "c", place: "" });
    expect(flat.caption).not.toContain("logarithmic");
    expect(render(flat.draw(inPage))).not.toContain("NaN");
  });

  test("says in words what it shows", () => {
    expect(curveChart(chart, lines(5), { name: "c", place: "maze" }).description)
      .toBe("Steps of an episode by episode. plain: 5 at episode 1, 5 at episode 2; planning: 5 at episode 1, 5 at episode 2.");
  });
});
