import { appendFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { lineTail } from "./line-tail.ts";

const folder = mkdtempSync(join(tmpdir(), "worldwise-tail-"));
afterAll(() => { rmSync(folder, { recursive: true, force: true }); });

test("reads whole lines as they come, and anew when the file is another", () => {
  const file = join(folder, "log");
  const tail = lineTail(file);
  expect(tail.read()).toEqual({ lines: [], fromStart: false });
  writeFileSync(file, "one\ntw");
  expect(tail.read()).toEqual({ lines: ["one"], fromStart: true });
  appendFileSync(file, "o\nthree\n");
  expect(tail.read()).toEqual({ lines: ["two", "three"], fromStart: false });
  expect(tail.read()).toEqual({ lines: [], fromStart: false });
  writeFileSync(`${file}.new`, "other\nlines\nand\nmore\n");
  renameSync(`${file}.new`, file);
  expect(tail.read()).toEqual({ lines: ["other", "lines", "and", "more"], fromStart: true });
});

test("a folder has no lines, and letters of several bytes are not torn", () => {
  mkdirSync(join(folder, "none"));
  expect(lineTail(join(folder, "none")).read().lines).toEqual([]);
  const bytes = Buffer.from("größer\n");
  const file = join(folder, "letters");
  const tail = lineTail(file);
  writeFileSync(file, bytes.subarray(0, 3));
  expect(tail.read().lines).toEqual([]);
  appendFileSync(file, bytes.subarray(3));
  expect(tail.read().lines).toEqual(["größer"]);
});

test("what has no end is passed over", () => {
  const file = join(folder, "endless");
  writeFileSync(file, "x".repeat(5 << 20));
  const tail = lineTail(file);
  tail.read();
  appendFileSync(file, "\nnext\n");
  expect(tail.read().lines.at(-1)).toBe("next");
});
