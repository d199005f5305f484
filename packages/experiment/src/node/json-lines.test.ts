import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { appendLine } from "./commit-file.ts";
import { removePlanted, temporaryFolder } from "./fixtures/planted-packages.ts";
import { readJsonLines } from "./json-lines.ts";

afterAll(removePlanted);

function written(text: string): string {
  const file = join(temporaryFolder(), "lines.jsonl");
  writeFileSync(file, text);
  return file;
}

describe("readJsonLines", () => {
  test.each<[string, string, readonly number[], readonly number[]]>([
    ["nothing", "", [], []], ["whole lines", '{"a":1}\n{"a":2}\n', [1, 2], []],
    ["a torn line at the end", '{"a":1}\n{"a":', [1], [2]], ["a whole line without its end, which may be a part of a longer one", '{"a":1}\n{"a":2}', [1], [2]],
    ["a torn line in the middle", '{"a":1}\n{"a"\n{"a":3}\n', [1, 3], [2]], ["two lines in one", '{"a":1}{"a":2}\n{"a":3}\n', [3], [1]],
    ["zeros, as a lost block leaves them", `{"a":1}\n${"\0".repeat(8)}\n{"a":3}\n`, [1, 3], [2]],
    ["what is JSON and no record", '{"a":1}\n[2]\n3\nnull\n\n{"a":6}\n', [1, 6], [2, 3, 4, 5]],
  ])("%s", (_, text, values, torn) => {
    const lines = readJsonLines(written(text));
    expect([lines.records.map(({ a }) => a), lines.torn]).toEqual([values, torn]);
    expect(lines.texts.map((line) => JSON.parse(line) as unknown)).toEqual(lines.records);
  });

  test("a file that is not there has no lines", () => {
    expect(readJsonLines(join(temporaryFolder(), "none"))).toEqual({ records: [], texts: [], torn: [] });
  });
});

describe("appendLine", () => {
  test("a line after a torn one stands on a line of its own", () => {
    const file = written('{"a":1}\n{"a":');
    appendLine(file, { a: 3 });
    expect(readJsonLines(file)).toMatchObject({ records: [{ a: 1 }, { a: 3 }], torn: [2] });
  });

  test("what is whole stays as it was, byte for byte", () => {
    const file = written("");
    for (const a of [1, 2]) appendLine(file, { a });
    expect(readFileSync(file, "utf8")).toBe('{"a":1}\n{"a":2}\n');
  });
});
