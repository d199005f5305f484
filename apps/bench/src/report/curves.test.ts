import { describe, expect, test } from "vitest";
import { curveChart } from "./curve-chart.ts";
import type { CurveChart, CurveLine } from "./curves.ts";
import { curvesOf } from "./curves.ts";
import { facetsOf } from "./facets.ts";
import { testReport, testStudy } from "./fixtures/test-report.ts";
import { render } from "./html.ts";
import { inPage } from "./theme.ts";

const chart: CurveChart = { kind: "learning-curve", of: "length", lines: "method" };

/** The curves of the first world, when runs take these steps. */
function curvesOfRuns(stepsOf: (seed: number) => readonly number[], wanted = chart): readonly CurveLine[] {
  const input = testReport({ title: "t", studies: [testStudy({ charts: [wanted] })] }, ({ spec }) => ({
    episodes: stepsOf(spec.seed).map((steps, index) => ({ episode: index + 1, steps, return: 0, terminated: true })),
    evaluations: [], metrics: {},
  }));
  const summary = input.summaries[0]!;
  return curvesOf(summary, wanted, facetsOf(summary.study, summary.cells, "method")[0]!);
}

describe("curves", () => {
  test("one line for each label: the interquartile mean over seeds", () => {
    const lines = curvesOfRuns((seed) => [40 + seed, 20 + seed, 14 + seed, 10 + 3 * seed]);
    expect(lines.map(({ label }) => label)).toEqual(["plain", "planning"]);
    expect([...lines[0]!.curve.estimate]).toEqual([42, 22, 16, 16]);
    expect(lines[0]!.positions).toEqual([1, 2, 3, 4]);
    expect([...lines[0]!.curve.count]).toEqual([3, 3, 3, 3]);
  });

  test("long runs are averaged over blocks", () => {
    const numbers = Array.from({ length: 250 }, (_, index) => index + 1);
    const [line] = curvesOfRuns(() => numbers);
    expect(line!.blockSize).toBe(3);
    expect(line!.positions.slice(0, 2)).toEqual([2, 5]);
    expect(line!.positions.at(-1)).toBe(250);
    expect([...line!.curve.estimate.slice(0, 2)]).toEqual([2, 5]);
  });

  test("a run counts up to the first number that is none; toEpisode cuts the rest", () => {
    const [line] = curvesOfRuns((seed) => (seed === 1 ? [5, Number.NaN, 5, 5] : [5, 5, 5, 5]), { ...chart, toEpisode: 3 });
    expect([...line!.curve.count]).toEqual([3, 2, 2]);
  });
});

describe("the chart", () => {
  const lines = (steps: number): readonly CurveLine[] => curvesOfRuns(() => [steps, steps]);

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
