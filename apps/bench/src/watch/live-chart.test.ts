import type { Cell } from "@worldwise/experiment";
import { parseExperiment } from "@worldwise/experiment";
import { expect, test } from "vitest";
import { render } from "../report/html.ts";
import { shortening, watchedYaml } from "./fixtures/watched-folder.ts";
import { curveName, liveChart } from "./live-chart.ts";
import { curvesOfStudy } from "./live-curve.ts";

const runOf = (method: string): Cell => ({
  study: "corridors", point: { states: "5", method, seed: "1" }, id: "0",
  spec: { environment: "e/e", agent: "a/a", seed: 1, budget: { episodes: 4 } },
});
const [curve] = curvesOfStudy(parseExperiment(watchedYaml()).studies[0]!);

test("a curve without numbers says so", () => {
  expect(render(liveChart(curve!))).toContain("No finished run has numbers for this yet.");
});

test("a curve says in words what it shows, and escapes names", () => {
  for (const [method, from] of [["slow", 9], [`<b>"fast" & 'furious'</b>`, 5]] as const) {
    curve!.add(runOf(method), shortening(from));
  }
  expect(curveName(curve!)).toBe("Corridors: steps of an episode, by episode (states 5)");
  const text = render(liveChart(curve!));
  expect(text).toContain("slow: 6 over 1 run; &lt;b&gt;&quot;fast&quot; &amp; &#39;furious&#39;&lt;/b&gt;: 2 over 1 run.");
  expect(text).not.toContain("<b>");
});

test("numbers that are all the same have a scale around them", () => {
  const episodes = [1, 2].map((episode) => ({ episode, steps: 50, return: 0, terminated: true }));
  const other = curvesOfStudy(parseExperiment(watchedYaml()).studies[0]!)[0]!;
  other.add(runOf("slow"), { episodes, evaluations: [], metrics: {} });
  expect(render(liveChart(other))).toContain(">50</text>");
});
