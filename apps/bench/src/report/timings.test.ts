import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { readTimings } from "./timings.ts";

const folder = mkdtempSync(join(tmpdir(), "timings-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the last time of a cell counts; lines that are none are passed over", () => {
  expect(readTimings(folder).size).toBe(0);
  const lines = ['{"id":"a","milliseconds":5}', '{"id":"b","milliseconds":-1}', "[]", "null", '{"id":"a","milliseconds":7}', '{"id":"c","milli'];
  writeFileSync(join(folder, "timings.jsonl"), lines.join("\n"));
  expect([...readTimings(folder)]).toEqual([["a", 7]]);
});
