import { createHash } from "node:crypto";
import type { Cell, Study } from "@worldwise/experiment";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import type { Report } from "./build-report.ts";
import { buildReport } from "./build-report.ts";
import { pageScript, pageScriptHash } from "./page-script.ts";
import { testReport, testResult, testStudy } from "./fixtures/test-report.ts";

const grid = { rows: 1, columns: 2, stateOfCell: [0, 1], marks: { 1: "G" }, moves: [[0, -1], [0, 1]] } as const;
const withTables: typeof testResult = (cell) => ({ ...testResult(cell), grid, tables: { value: [1, 0], greedyAction: [1, 0] } });
const charts: Study["charts"] = [
  { kind: "learning-curve", of: "length", lines: "method", scale: "log" }, { kind: "metric", metric: "steps", lines: "method" },
  { kind: "value-map", lines: "method" },
];
const claims: Study["claims"] = [
  {
    says: "Planning helps", metric: "steps", kind: "better", axis: "method", better: "planning", than: "plain", level: 0.2,
    at: { world: "maze" },
  },
  { says: "Planning changes nothing", metric: "steps", kind: "equal", axis: "method" },
];
const parse = (text: string): Document => parseHTML(text).document;
const whole = (): Report =>
  buildReport(testReport({ title: "Race", about: "Why?", studies: [testStudy({ charts, claims })] }, withTables));

describe("the page", () => {
  test("says the verdicts with their numbers before anything else", () => {
    const text = parse(whole().page).querySelector("main")?.textContent ?? "";
    const order = [
      "Race", "Why?", "1 of 2 claims held, 1 did not", "Held", "Planning helps", "Did not hold", "The race", "What was run",
    ];
    const places = order.map((words) => text.indexOf(words));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
    expect(text).toContain("3 wins, 0 losses, 0 ties");
  });

  test("has a table with estimates, and a figure for each picture", () => {
    const document = parse(whole().page);
    const rows = [...document.querySelectorAll(".tables tbody tr")];
    const cells = rows.map((row) => [...row.children].map((cell) => cell.textContent));
    // 40 + 20 + 14 + 10 steps and four times the seed: 88, 92, 96.
    expect(cells.slice(0, 2)).toEqual([["maze"], ["plain", "92", "[88, 96]", "3"]]);
    expect(document.querySelectorAll("figure svg[role=img][aria-label]")).toHaveLength(11);
    expect(document.querySelectorAll("link, img, iframe")).toHaveLength(0);
  });

  test("labels that are bare numbers are named by their axis", () => {
    const axes = { ...testStudy().axes, method: [0, 50].map((value) => ({ label: String(value), value: `agents/${value}` })) };
    const { page, files } = buildReport(testReport({ title: "t", studies: [testStudy({ axes, charts })] }));
    expect([...parse(page).querySelectorAll("figure text")].map(({ textContent }) => textContent)).toContain("method 50");
    expect(files.get("race-learning-curve-1-maze.csv")).toContain("maze,50,1,");
  });

  test("the same input gives the same bytes", () => {
    const [first, second] = [whole(), whole()];
    expect(first.page).toBe(second.page);
    expect([...first.files]).toEqual([...second.files]);
  });
});

describe("files beside it", () => {
  test("each picture as SVG, each table and curve as CSV, and the experiment", () => {
    expect([...whole().files.keys()].sort()).toEqual([
      "experiment.json",
      "race-aggregates-1-steps.csv", "race-aggregates-1-steps.svg", "race-improvement-1-steps.csv", "race-improvement-1-steps.svg",
      ...["lake", "maze"].flatMap((world) => ["", "-steps"].flatMap((along) => ["csv", "svg"].map((ending) => (
        `race-learning-curve-1-${world}${along}.${ending}`
      )))).sort(),
      "race-metric-2-lake.svg", "race-metric-2-maze.svg", "race-profile-1-steps.csv", "race-profile-1-steps.svg",
      "race-value-map-3-lake.svg", "race-value-map-3-maze.svg", "race-values-1-steps.csv",
    ]);
  });

  test("tables by seed and curves hold the numbers", () => {
    const { files } = whole();
    const values = files.get("race-values-1-steps.csv")?.split("\n") ?? [];
    expect(values.slice(0, 3)).toEqual(["world,method,seed,value", "maze,plain,1,88", "maze,plain,2,92"]);
    const [head, first] = files.get("race-learning-curve-1-maze.csv")?.split("\n") ?? [];
    expect(head).toBe("world,method,episode,estimate,low,high,seeds");
    expect(first).toMatch(/^maze,plain,1,42,4[\d.]+,4[\d.]+,3$/);
  });

  test("a picture stands alone: light, on white, with its title", () => {
    const svg = whole().files.get("race-learning-curve-1-maze.svg") ?? "";
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).toContain('fill="#ffffff"');
    expect(svg).toContain("<title>Learning curves: maze</title>");
    expect(svg).not.toMatch(/var\(|<style/);
  });

  test("labels that read the same as file names get files of their own", () => {
    const axes = { ...testStudy().axes, world: ["α", "β"].map((label) => ({ label, value: label })) };
    const { files } = buildReport(testReport({ title: "t", studies: [testStudy({ axes, charts: charts.slice(1, 2) })] }));
    const pictures = [...files.keys()].filter((name) => name.endsWith(".svg"));
    expect(pictures.slice(0, 2)).toEqual(["race-metric-1-unnamed.svg", "race-metric-1-unnamed-2.svg"]);
  });
});

describe("what is missing is said", () => {
  test("no finished run", () => {
    const { page, files } = buildReport(testReport({ title: "t", studies: [testStudy({ charts, claims })] }, () => undefined));
    const text = parse(page).querySelector("main")?.textContent;
    expect(text).toContain("Only 0 of 12 runs are finished.");
    expect(text).toContain("0 of 2 claims held, 2 could not be judged.");
    expect(text).toContain("No run of this study is finished.");
    expect([...files.keys()].filter((name) => name.endsWith(".svg"))).toEqual([]);
    expect(text).not.toMatch(/In brief|Over all tasks|Which is better/);
  });

  test("a metric without values", () => {
    const metrics: Study["metrics"] = { steps: { kind: "agent", name: "absent", better: "lower" } };
    const { page, files } = buildReport(testReport({ title: "t", studies: [testStudy({ metrics, charts })] }));
    const document = parse(page);
    expect([...document.querySelectorAll(".tables tbody tr")].at(1)?.textContent).toBe("plain–no value0 of 3");
    expect(document.querySelector(".part")).toBeNull();
    expect(document.querySelector("main")?.textContent).toContain("No chart of a metric for maze; lake");
    expect(document.querySelector("main")?.innerHTML).not.toContain("NaN");
    expect(files.get("race-values-1-steps.csv")).toContain("maze,plain,1,\n");
  });

  test("a label without runs, a study without charts, an experiment without claims", () => {
    const isFinished = (cell: Cell): boolean => cell.point["method"] === "plain";
    const input = testReport({ title: "t", studies: [testStudy()] }, (cell) => (isFinished(cell) ? testResult(cell) : undefined));
    const document = parse(buildReport(input).page);
    expect(document.querySelectorAll("figure")).toHaveLength(2); // aggregates and profile of the method that has runs
    expect(document.querySelector("main")?.textContent).toContain("Only 6 of 12 runs are finished.");
    expect(document.querySelector("main")?.textContent).toContain("No claim was made before this run.");
  });
});

describe("hostile data", () => {
  const attack = `</title></style></svg><script>alert(1)</script><img src=x onerror="alert(1)">'"&javascript:alert(1)`;
  const label = (name: string): string => `${name}${attack}`;
  const study = testStudy({
    name: label("name"), title: label("title"), about: label("about"),
    axes: {
      world: ["world", "other"].map((name) => ({ label: label(name), value: name })), size: [1, 2].map((value) => ({ label: String(value), value })),
      method: ["A", "B"].map((name) => ({ label: label(name), value: name })),
      seed: [{ label: label("seed"), value: 1 }],
    },
    metrics: { [label("metric")]: { kind: "agent", name: label("own"), better: "lower", unit: label("unit") } },
    claims: [{
      says: label("says"), metric: label("metric"), kind: "ordered", axis: "method", order: [label("A"), label("B")],
      at: { world: label("world") },
    }],
    charts: [
      { kind: "learning-curve", of: "length", lines: "method" }, { kind: "metric", metric: label("metric"), lines: "method" },
      { kind: "value-map", lines: "method" },
    ],
  });
  const input = testReport({ title: label("experiment"), about: label("asked"), studies: [study] }, (cell) => ({
    ...withTables(cell), grid: { ...grid, marks: { 0: "S", 1: "<" } }, exact: { policy: 1, optimal: 2, uniform: 0 },
    modelErrors: { probability: 0.5, "planned-value": 0.1, "optimal-value": 0.2, variance: 0 },
    metrics: { [label("own")]: cell.point["method"] === label("A") ? 2 : 1 },
  }));
  const timings = new Map(input.summaries.flatMap(({ cells }) => cells.map(({ cell }) => [cell.id, 1000] as const)));
  const packages = { [label("package")]: label("version") };
  const manifest = { ...input.manifest, codeDigest: label("code"), hash: label("hash"), packages };
  const failures = [{ id: "1", study: label("failed"), point: { world: label("at") }, error: label("error") }];
  const { page, files } = buildReport({ ...input, manifest }, { failures, timings });

  const isHarmless = (text: string): void => {
    const elements = [...parse(text).querySelectorAll("*")];
    const known = new Set(elements.map(({ localName }) => localName));
    for (const name of ["img", "iframe", "object", "foreignObject"]) expect(known.has(name)).toBe(false);
    const scripts = elements.filter(({ localName }) => localName === "script");
    for (const script of scripts) expect([script.textContent, script.attributes.length]).toEqual([pageScript, 0]);
    const attributes = elements.flatMap((element) => [...element.attributes]);
    expect(attributes.filter(({ name }) => /^on|^xlink/.test(name))).toEqual([]);
    expect(attributes.filter(({ name, value }) => name === "href" && !value.startsWith("#study-"))).toEqual([]);
    expect(attributes.filter(({ name }) => name === "src")).toEqual([]);
    expect(attributes.filter(({ name, value }) => name === "style" && !/^max-width: \d+px$/.test(value))).toEqual([]);
  };

  test("is shown literally, and makes no element and no attribute", () => {
    isHarmless(page);
    const document = parse(page);
    const text = document.querySelector("body")?.textContent ?? "";
    const planted = [
      "experiment", "asked", "title", "about", "world", "A", "B", "metric", "own", "unit", "says", "failed", "at", "error",
      "code", "hash", "package", "version",
    ];
    for (const name of planted) expect(text).toContain(label(name));
    expect(document.querySelector("title")?.textContent).toBe(label("experiment"));
    for (const part of ["Over all tasks", "Which is better", "Along the sweep", "Model error", "What failed", "In brief"]) {
      expect(text).toContain(part);
    }
    expect(document.querySelectorAll("script")).toHaveLength(1);
  });

  test("scripts hold no data, and the policy knows the only one by its hash", () => {
    const scripts = [...page.matchAll(/<script>([^]*?)<\/script>/g)].map(([, text]) => text);
    expect(scripts).toEqual([pageScript]);
    expect(pageScriptHash).toBe(`sha256-${createHash("sha256").update(scripts[0]!).digest("base64")}`);
    const policy = parse(page).querySelector("meta[http-equiv]")?.getAttribute("content") ?? "";
    expect(policy).toMatch(/^default-src 'none'; /);
    expect(policy).toContain(`script-src '${pageScriptHash}'`);
    expect(policy.match(/unsafe-[a-z]+/g)).toEqual(["unsafe-inline"]); // of the style sheet
  });

  test("what the script reads comes back as it was", () => {
    const groups = [...parse(page).querySelectorAll("g[data-points]")];
    expect(new Set(groups.map((group) => group.getAttribute("data-line")))).toContain(label("A"));
    for (const group of groups) expect(JSON.parse(group.getAttribute("data-points") ?? "")).toBeInstanceOf(Array);
  });

  test("nor in pictures, whose labels are cut short; nor in file names", () => {
    const pictures = [...files].filter(([name]) => name.endsWith(".svg"));
    expect(pictures.length).toBeGreaterThan(20);
    for (const [, svg] of pictures) {
      isHarmless(svg);
      expect(svg).not.toMatch(/data-|<script|<style/);
      expect(svg).toContain("&lt;/title&gt;");
    }
    for (const name of files.keys()) expect(name).toMatch(/^[a-z0-9-]+\.(svg|csv|json)$/);
  });
});
