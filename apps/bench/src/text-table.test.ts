import { describe, expect, test } from "vitest";
import { alignColumns, showNumber, studyLines } from "./text-table.ts";
import type { StudySummary } from "./summarize.ts";

describe("showNumber", () => {
  test.each<[number, string]>([
    [0, "0"], [-0, "0"], [14, "14"], [-3, "-3"], [999_999, "999999"], [1_234_567, "1234567"], [1234.56, "1235"], [12.34, "12.3"], [-12.36, "-12.4"],
    [1.23456, "1.235"], [0.12345, "0.123"], [0.012345, "0.012"], [0.00001234, "0.000012"], [1e-9, "1.0e-9"], [Number.NaN, "–"], [Infinity, "–"], [-Infinity, "–"],
  ])("%d as %s", (value, text) => { expect(showNumber(value)).toBe(text); });
});

describe("alignColumns", () => {
  test("pads each column to one width, with nothing at the end", () => {
    expect(alignColumns([["a", "bb", "c"], ["aaa", "b", ""]])).toEqual(["a    bb  c", "aaa  b"]);
    expect(alignColumns([])).toEqual([]);
  });
});

describe("studyLines", () => {
  const row = (label: string, estimate: number): object => ({ labels: [label], values: [estimate], estimate, low: estimate - 1, high: estimate + 1 });
  const summary = {
    study: { title: "A race" }, axes: ["method"], cells: [],
    metrics: [{ name: "steps", rows: [row("slow", 20), row("fast", 9)] }, { name: "return", rows: [row("slow", Number.NaN), row("fast", 0.5)] }],
    verdicts: [true, false, undefined].map((holds) => ({ claim: { says: `It ${String(holds)}` }, holds, because: "2 runs" })),
  } as unknown as StudySummary; // what the table reads

  test("are a table over all metrics, then the claims with their verdicts", () => {
    expect(studyLines(summary)).toEqual([
      "", "A race", "  method  steps        return", "  slow    20 [19, 21]  – [–, –]", "  fast    9 [8, 10]    0.500 [-0.500, 1.500]",
      "", "  ✓ It true  (2 runs)", "  ✗ It false  (2 runs)", "  ? It undefined  (2 runs)",
    ]);
    expect(studyLines({ ...summary, verdicts: [] })).toHaveLength(5);
  });
});
