import { afterAll, beforeAll, expect, test } from "vitest";
import type { ScoreOf } from "../compare/fixtures/two-folders.ts";
import { scoreStudy, testFolders } from "../compare/fixtures/two-folders.ts";
import type { BenchProject } from "../fixtures/bench-project.ts";
import { benchProject } from "../fixtures/bench-project.ts";

const folders = testFolders();
let project: BenchProject;
const seeds = [1, 2, 3, 4, 5, 6];
const before: ScoreOf = (_, seed) => seed;
const [a, same, worse] = [
  folders.write("a", scoreStudy({}, seeds), before), folders.write("same", scoreStudy({}, seeds), before),
  folders.write("worse", scoreStudy({}, seeds), (label, seed) => seed + (label === "guided" ? 1 : 0)),
];

beforeAll(() => { project = benchProject(); });
afterAll(() => {
  project.remove();
  folders.remove();
});
const compare = (...flags: readonly string[]): ReturnType<BenchProject["bench"]> => project.bench("compare", ...flags);

test("without a gate, differences are no failure", async () => {
  const { status, stdout } = await compare(a, worse);
  expect([status, stdout.includes("race: score (lower is better)"), stdout.includes("Gate")]).toEqual([0, true, false]);
}, 60_000);

test("the gate ends with 1 on a regression beyond the margin, else with 0", async () => {
  const closed = await compare(a, worse, "--fail-if-regression", "0.95");
  expect([closed.status, closed.stdout.includes("Gate: FAILED on 1 of 2 lines.")]).toEqual([1, true]);
  expect((await compare(a, worse, "--fail-if-regression", "0.95", "--margin", "50%")).status).toBe(0);
  expect((await compare(a, same, "--fail-if-regression", "0.95", "--metric", "score")).status).toBe(0);
}, 60_000);

test("Markdown and JSON are the output alone", async () => {
  expect((await compare(a, worse, "--markdown")).stdout).toMatch(/^### Benchmarks: B against A\n/);
  expect(JSON.parse((await compare(a, worse, "--json")).stdout)).toMatchObject({ lines: [{ pairs: 6 }, { losses: 6 }], gate: null });
}, 60_000);

test("wrong use ends with 2, in words", async () => {
  const nowhere = await compare(a, "nowhere");
  expect([nowhere.status, nowhere.stderr.includes("no such file")]).toEqual([2, true]);
  const metric = await compare(a, same, "--fail-if-regression", "0.95", "--metric", "sorce");
  expect([metric.status, metric.stderr.includes("choose among score")]).toEqual([2, true]);
  expect((await compare(a, same, "--fail-if-regression", "95")).status).toBe(2);
  expect((await compare(a, same, "--margin", "-1")).status).toBe(2);
}, 60_000);
