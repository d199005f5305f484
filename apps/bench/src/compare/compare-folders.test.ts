import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { FolderComparison } from "./compare-folders.ts";
import { compareFolders } from "./compare-folders.ts";
import { comparisonLines } from "./comparison-lines.ts";
import { comparisonMarkdown, escapeMarkdown } from "./comparison-markdown.ts";
import { comparisonRecord } from "./comparison-record.ts";
import type { ScoreOf } from "./fixtures/two-folders.ts";
import { scoreStudy, testFolders } from "./fixtures/two-folders.ts";
import { judgeGate } from "./gate.ts";
import { probabilityWorse } from "./margin.ts";

const folders = testFolders();
afterAll(() => folders.remove());
const exactly = { size: 0, isShare: false };

let count = 0;
/** Both folders of a comparison, the second of a study with changes of its own. */
function compared(a: ScoreOf, b: ScoreOf, study = scoreStudy(), other = study, margin = exactly): FolderComparison {
  count++;
  return compareFolders(folders.write(`a${count}`, study, a), folders.write(`b${count}`, other, b), margin);
}

/** A: 1, 2, 3 by seed. B of the guided method: 2, 3, 5. */
const plain: ScoreOf = (_, seed) => seed;
const slower: ScoreOf = (label, seed) => (label === "guided" ? [2, 3, 5][seed - 1]! : seed);

describe("lines", () => {
  test("pair runs by label and seed, and compare them", () => {
    const { lines, notes } = compared(plain, slower);
    expect(lines.map(({ at, a, b, wins, losses, ties }) => [at["method"], a, b, wins, losses, ties])).toEqual([
      ["plain", [1, 2, 3], [1, 2, 3], 0, 0, 3], ["guided", [1, 2, 3], [2, 3, 5], 0, 3, 0],
    ]);
    const [same, worse] = lines;
    expect([same!.difference!.estimate, same!.improvement!.estimate, same!.pValue, same!.worse]).toEqual([0, 0.5, 1, 0]);
    expect(worse!.difference!.estimate).toBeCloseTo(4 / 3, 14);
    // Of nine comparisons of runs, B wins one (2 against 3) and ties two (2 and 3 against themselves).
    expect(worse!.improvement!.estimate).toBeCloseTo((1 + 2 / 2) / 9, 14);
    expect(worse!.pValue).toBeCloseTo(0.5, 14); // 2 · (1/2)³ = 1/4, twice by Holm
    expect(notes).toEqual(["Both were run by the same code.", "6 runs are in both."]);
  });

  test("over all lines, every line counts the same", () => {
    const { overall, lines } = compared(plain, slower);
    expect(overall).toHaveLength(1);
    expect(overall[0]!.improvement.estimate).toBeCloseTo((lines[0]!.improvement!.estimate + lines[1]!.improvement!.estimate) / 2, 14);
  });

  test("the same folders give the same bytes, and are not written to", () => {
    const [a, b] = [folders.write("same-a", scoreStudy(), plain), folders.write("same-b", scoreStudy(), slower)];
    const texts = (): unknown => [a, b].map((path) => readdirSync(path).sort().map((name) => [name, name === "manifest.json" && readFileSync(join(path, name), "utf8")]));
    const before = texts();
    expect(JSON.stringify(compareFolders(a, b, exactly))).toBe(JSON.stringify(compareFolders(a, b, exactly)));
    expect(texts()).toEqual(before);
  });
});

describe("the probability that B is worse", () => {
  const line = { a: [1, 2, 3], b: [2, 3, 5], better: "lower" as const };

  test("is Student's, with the margin taken off", () => {
    // Differences 1, 1, 2: mean 4/3, standard error 1/3. With 2 degrees of freedom P(T <= t) = 1/2 + t / (2 sqrt(2 + t²)).
    expect(probabilityWorse(line, exactly)).toBeCloseTo(0.5 + 4 / (2 * Math.sqrt(18)), 12);
    expect(probabilityWorse(line, { size: 1, isShare: false })).toBeCloseTo(0.5 + 1 / (2 * Math.sqrt(3)), 12);
    expect(probabilityWorse(line, { size: 0.5, isShare: true })).toBeCloseTo(0.5 + 1 / (2 * Math.sqrt(3)), 12);
    expect(probabilityWorse({ ...line, better: "higher" }, exactly)).toBeCloseTo(0.5 - 4 / (2 * Math.sqrt(18)), 12);
  });

  test("is 0 or 1 where all pairs differ alike, and none for one pair", () => {
    expect(probabilityWorse({ ...line, b: [2, 3, 4] }, exactly)).toBe(1);
    expect(probabilityWorse({ ...line, b: [2, 3, 4] }, { size: 1, isShare: false })).toBe(0);
    expect(probabilityWorse({ ...line, b: line.a }, exactly)).toBe(0);
    expect(probabilityWorse({ ...line, a: [1], b: [2] }, exactly)).toBeNaN();
  });
});

describe("the gate", () => {
  const gate = (b: ScoreOf, threshold: number, study = scoreStudy()): ReturnType<typeof judgeGate> =>
    judgeGate(compared(plain, b, study).lines, { threshold });

  test("closes when a regression is probable enough after correction", () => {
    // 0.9714 alone; of two lines, 1 - 2 · 0.0286 = 0.9428.
    expect(gate(slower, 0.94)).toMatchObject({ passes: false, looked: 2, regressions: [{ because: expect.stringContaining("0.943") as string }] });
    expect(gate(slower, 0.95)).toEqual({ passes: true, looked: 2, regressions: [] });
    expect(gate((_, seed) => 0.5 * seed, 0.95).passes).toBe(true);
  });

  test("looks at the metrics that were asked for alone", () => {
    const { lines } = compared(plain, (label, seed) => seed + (label === "guided" ? 1 : 0));
    expect(judgeGate(lines, { threshold: 0.9 }).passes).toBe(false);
    expect(judgeGate(lines, { threshold: 0.9, metrics: ["other"] })).toEqual({ passes: false, looked: 0, regressions: [] });
  });

  test("what cannot be judged is no pass", () => {
    const because = (b: ScoreOf, study = scoreStudy()): readonly string[] => gate(b, 0.95, study).regressions.map((found) => found.because);
    expect(because((label, seed) => (label === "guided" && seed === 2 ? Number.NaN : seed))).toEqual(["1 run of B has no number where A has one"]);
    expect(because((label, seed) => (label === "guided" && seed > 1 ? undefined : seed))).toEqual(["2 runs of B are not finished"]);
    expect(because(plain, scoreStudy({}, [1]))).toEqual(["one pair of runs: too few to judge", "one pair of runs: too few to judge"]);
  });

  test("fewer seeds in B are no regression: its experiment has no others", () => {
    const { lines, notes } = compared(plain, plain, scoreStudy({}, [1, 2, 3]), scoreStudy({}, [2, 3]));
    expect(lines[0]).toMatchObject({ a: [2, 3], b: [2, 3], unfinished: 0 });
    expect(judgeGate(lines, { threshold: 0.95 }).passes).toBe(true);
    expect(notes).toContain("2 finished runs of A have no counterpart, and are left out.");
  });
});

describe("what differs is told", () => {
  test("other experiments, studies, metrics, specifications, code", () => {
    const [base, metric] = [scoreStudy(), scoreStudy().metrics["score"]!];
    const a = folders.write("words-a", { ...base, metrics: { score: metric, old: metric, turned: metric } }, plain);
    const b = folders.write(
      "words-b", { ...base, budget: { episodes: 2 }, metrics: { score: metric, turned: { ...metric, better: "higher" } } },
      (_, seed) => (seed === 3 ? undefined : seed), { experiment: "other", code: "d1ff" },
    );
    const { notes, lines } = compareFolders(a, b, exactly);
    expect(notes).toEqual([
      "A is the experiment “test”, B is “other”: only what has the same names is compared.",
      "They were run by different code: @worldwise/stats 0.1.0 → 0.2.0.",
      "The metric “old” of “race” is in A alone.", "The metric “turned” of “race” means something else in B: it is not compared.",
      "4 runs are in both.", "4 of them have the same labels but other specifications.",
      "2 finished runs of A have no counterpart, and are left out.", "2 of 6 runs of B are not finished.",
    ]);
    expect(lines.map(({ metric: name, unfinished }) => [name, unfinished])).toEqual([["score", 1], ["score", 1]]);
  });

  test("studies without a partner leave nothing to compare", () => {
    const comparison = compared(plain, plain, scoreStudy(), scoreStudy({ name: "other" }));
    expect(comparison.notes).toContain("The study “race” is in A alone.");
    expect(comparison.lines).toEqual([]);
    const gate = judgeGate(comparison.lines, { threshold: 0.95 });
    expect(comparisonLines(comparison, gate).join("\n")).toContain("Nothing can be compared.");
    expect(comparisonLines(comparison, gate).at(-1)).toBe("Gate: FAILED. There is nothing to look at.");
  });
});

describe("how it is shown", () => {
  test("for a terminal: a table for each metric", () => {
    const comparison = compared(plain, slower);
    const text = comparisonLines(comparison, judgeGate(comparison.lines, { threshold: 0.9 })).join("\n");
    expect(text).toContain("race: score (lower is better)");
    expect(text).toMatch(/guided +3 +2 +3\.333 +1\.333 \[1, 2\] .* 0\/3\/0 +0\.500 +0\.971/);
    expect(text).toContain("Gate: FAILED on 1 of 2 lines.\n  race: score, guided: B is worse with probability 0.943");
  });

  test("as JSON that can be read back", () => {
    const comparison = compared(plain, slower);
    const record: unknown = JSON.parse(JSON.stringify(comparisonRecord(comparison, judgeGate(comparison.lines, { threshold: 0.9 }))));
    expect(record).toMatchObject({
      lines: [{ at: { method: "plain" } }, { at: { method: "guided" }, pairs: 3, meanA: 2, losses: 3 }],
      gate: { passes: false, looked: 2, regressions: [{ study: "race", metric: "score", at: { method: "guided" } }] },
    });
  });

  test("as Markdown in which names from files mean themselves", () => {
    const hostile = "a|b\n# <img src=x> [link](http://x) `code` @everyone ![i](j) **bold**";
    const axes = { ...scoreStudy().axes, method: [{ label: hostile, value: "plain" }] };
    const comparison = compared(plain, plain, scoreStudy({ axes, metrics: { [hostile]: { kind: "agent", name: "score", better: "lower" } } }));
    const text = comparisonMarkdown(comparison, undefined);
    expect(text).not.toMatch(/<img|\n# |http:\/\/|@everyone|[^\\]\[link|[^\\]`code|[^\\]\*\*bold/);
    const rows = text.split("\n").filter((line) => line.startsWith("| "));
    expect(rows.map((row) => row.replaceAll("\\|", "").split("|").length)).toEqual(rows.map(() => 11));
    expect(escapeMarkdown("a|b <c>\n@d")).toBe("a\\|b &lt;c&gt; &#64;d");
  });
});
