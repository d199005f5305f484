import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import type { CellResult } from "../cell.ts";
import { corridorYaml } from "../fixtures/experiments.ts";
import { removePlanted, temporaryFolder } from "./fixtures/planted-packages.ts";
import { cell, resultOf } from "../fixtures/results.ts";
import { parseExperiment } from "../read-experiment.ts";
import type { RunFolder } from "./run-folder.ts";
import { runFolder } from "./run-folder.ts";

afterAll(removePlanted);

const run = { experiment: parseExperiment(corridorYaml), codeDigest: "c0de", packages: { "@worldwise/experiment": "0.1.0" } };
function begun(): RunFolder {
  const folder = runFolder(temporaryFolder());
  folder.begin(run);
  return folder;
}
const cellFile = (folder: RunFolder, id = cell().id): string => join(folder.path, "cells", `${id}.jsonl`);
const result: CellResult = {
  ...resultOf([3, 4]), evaluations: [{ episode: 2, return: 0.5, length: 7 }], exact: { policy: 1, optimal: 2, uniform: 0 },
  tables: { value: [0.1, 0.2], greedyAction: [1, 0] }, metrics: { loss: 1e-300 },
};

describe("a cell", () => {
  test("is read as it was committed; before, there is nothing", () => {
    const folder = begun();
    expect(folder.read(cell())).toBeUndefined();
    expect(folder.commit(cell(), result)).toBe(true);
    expect(folder.read(cell())).toEqual(result);
    expect(folder.finished([cell(), cell("other")])).toEqual([{ cell: cell(), result }]);
  });

  test("any result comes back, up to the sign of zero", () => {
    const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
    const results = fc.record({
      episodes: fc.array(fc.record({ episode: fc.nat(), steps: fc.nat(), return: number, terminated: fc.boolean() })),
      evaluations: fc.array(fc.record({ episode: fc.nat(), return: number, length: number })),
      metrics: fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), number),
    });
    const folder = begun();
    let id = 0;
    fc.assert(fc.property(results, (any) => {
      const here = cell(String(id++));
      folder.commit(here, any);
      expect(folder.read(here)).toEqual(any);
    }), { seed: 1, numRuns: 30 });
  });

  test("numbers that are not finite are written as null and read as NaN, wherever they stand", () => {
    const folder = begun();
    const wild: CellResult = {
      episodes: [{ episode: 1, steps: 3, return: -Infinity, terminated: false }], evaluations: [{ episode: 1, return: Number.NaN, length: 3 }],
      exact: { policy: Infinity, optimal: 1, uniform: 0 }, tables: { value: [Number.NaN, 1], greedyAction: [0, 0] }, metrics: { loss: Number.NaN, norm: Infinity, steps: 3 },
    };
    folder.commit(cell(), wild);
    expect(readFileSync(cellFile(folder), "utf8")).toContain('"metrics":{"loss":null,"norm":null,"steps":3}');
    expect(folder.read(cell())).toEqual({
      episodes: [{ episode: 1, steps: 3, return: Number.NaN, terminated: false }], evaluations: [{ episode: 1, return: Number.NaN, length: 3 }],
      exact: { policy: Number.NaN, optimal: 1, uniform: 0 }, tables: { value: [Number.NaN, 1], greedyAction: [0, 0] }, metrics: { loss: Number.NaN, norm: Number.NaN, steps: 3 },
    });
  });

  test("the first writer wins, and nothing is left beside", () => {
    const folder = begun();
    folder.commit(cell(), result);
    const before = readFileSync(cellFile(folder), "utf8");
    expect(folder.commit(cell(), resultOf([9]))).toBe(false);
    expect(readFileSync(cellFile(folder), "utf8")).toBe(before);
    expect(readdirSync(join(folder.path, "cells"))).toEqual([`${cell().id}.jsonl`]);
  });

  test("the same result is the same bytes, whatever the order of its fields", () => {
    const [one, other] = [begun(), begun()];
    one.commit(cell(), result);
    const reversed = Object.fromEntries(Object.entries(result).reverse()) as unknown as CellResult; // the same fields
    other.commit(cell(), reversed);
    expect(readFileSync(cellFile(other), "utf8")).toBe(readFileSync(cellFile(one), "utf8"));
  });
});

describe("a damaged cell is named, whatever happened to it", () => {
  const folder = begun();
  folder.commit(cell(), result);
  const text = readFileSync(cellFile(folder), "utf8");
  const read = (changed: string): (() => unknown) => () => {
    writeFileSync(cellFile(folder), changed);
    return folder.read(cell());
  };
  const isNamed = expect.objectContaining({ code: "damaged-file", facts: { file: cellFile(folder) } }) as Error; // what `toThrow` compares with

  test("torn at any byte", () => {
    for (let length = 0; length < text.length; length++) expect(read(text.slice(0, length)), String(length)).toThrow(isNamed);
    expect(read(text)()).toEqual(result);
  });

  test("with any byte changed", () => {
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === "0" ? "1" : "0";
      expect(read(text.slice(0, at) + other + text.slice(at + 1)), String(at)).toThrow(isNamed);
    }
  });

  test("with a line left out, twice, or added", () => {
    const lines = text.trimEnd().split("\n");
    for (let at = 0; at < lines.length; at++) {
      const [before, line, after] = [lines.slice(0, at), lines[at]!, lines.slice(at + 1)];
      for (const changed of [[...before, ...after], [...before, line, line, ...after]]) expect(read(`${changed.join("\n")}\n`)).toThrow(isNamed);
    }
  });

  test("with another cell's file in its place", () => {
    const other = begun();
    other.commit(cell("another"), result);
    expect(read(readFileSync(cellFile(other, "another"), "utf8"))).toThrow(/the file of another cell/);
    expect(read(text)()).toEqual(result);
  });
});

describe("the manifest", () => {
  const file = (folder: RunFolder): string => join(folder.path, "manifest.json");

  test("is read as it was written, and may be written again", () => {
    const folder = begun();
    expect(folder.manifest()).toMatchObject({ format: 2, protocol: { planner: 0 }, ...run });
    expect(folder.begin(run)).toEqual(folder.manifest());
    folder.begin({ ...run, codeDigest: "other" });
    expect(folder.manifest().codeDigest).toBe("other");
  });

  test.each<[string, (text: string) => string]>([
    ["another digest", (text) => text.replace("c0de", "c0d3")], ["another claim", (text) => text.replace('"level": 0.05', '"level": 0.5')],
    ["another seed", (text) => text.replace('"value": 3', '"value": 4')], ["another format", (text) => text.replace('"format": 2', '"format": 1')],
    ["a field more", (text) => text.replace('"format": 2', '"format": 2, "note": ""')], ["no hash", (text) => text.replace(/"hash": "\w+"/, '"hash": ""')],
    ["half of it", (text) => text.slice(0, text.length / 2)], ["nothing", () => ""], ["a list", () => "[]"],
  ])("tampered with is found: %s", (_, change) => {
    const folder = begun();
    const text = readFileSync(file(folder), "utf8");
    expect(change(text)).not.toBe(text);
    writeFileSync(file(folder), change(text));
    expect(() => folder.manifest()).toThrow(expect.objectContaining({ code: "damaged-file", facts: { file: file(folder) } }));
  });

  test("blanks do not matter", () => {
    const folder = begun();
    writeFileSync(file(folder), JSON.stringify(JSON.parse(readFileSync(file(folder), "utf8"))));
    expect(folder.manifest().codeDigest).toBe("c0de");
  });

  test("a folder that holds no run stays as it is", () => {
    const empty = temporaryFolder();
    expect(() => runFolder(join(empty, "none")).manifest()).toThrow(/no such file/);
    expect(readdirSync(empty)).toEqual([]);
  });
});

describe("what interrupted writers left", () => {
  test("is swept when a run begins; what a living writer writes is not, nor anything else", async () => {
    const folder = begun();
    folder.commit(cell(), result);
    const gone = spawn(process.execPath, ["-e", ""]);
    await once(gone, "exit");
    const [dead, alive] = [`x.jsonl.${gone.pid!}.tmp`, `x.jsonl.${process.ppid}.tmp`];
    for (const name of [dead, alive]) writeFileSync(join(folder.path, "cells", name), "half");
    writeFileSync(join(folder.path, `manifest.json.${gone.pid!}.tmp`), "half");
    folder.begin(run);
    expect(readdirSync(join(folder.path, "cells")).sort()).toEqual([`${cell().id}.jsonl`, alive].sort());
    expect(readdirSync(folder.path).sort()).toEqual(["cells", "manifest.json", "manifests"]);
  });
});

test("failures and timings are lines, one for each", () => {
  const folder = begun();
  folder.fail(cell(), "it\nbroke");
  folder.fail(cell("b"), "again");
  folder.time({ id: "a", milliseconds: 3 });
  const lines = (name: string): readonly unknown[] => readFileSync(join(folder.path, name), "utf8").trimEnd().split("\n").map((line) => JSON.parse(line) as unknown);
  expect(lines("failures.jsonl")).toEqual([{ id: cell().id, study: "study", point: { seed: "1" }, error: "it\nbroke" }, expect.objectContaining({ id: "b" })]);
  expect(lines("timings.jsonl")).toEqual([{ id: "a", milliseconds: 3 }]);
});

test("two processes that commit the same cells at once leave one whole file of each, and agree on who was first", async () => {
  const folder = begun();
  const source = new URL("../../dist/node/index.js", import.meta.url).href;
  expect(existsSync(new URL(source)), "build first").toBe(true);
  const count = 150;
  const program = `
    const { runFolder } = await import(${JSON.stringify(source)});
    const folder = runFolder(process.argv[1]);
    const episodes = Array.from({ length: 200 }, (_, k) => ({ episode: k + 1, steps: Number(process.argv[2]), return: 0.1, terminated: true }));
    process.stdin.once("data", () => {
      const won = [];
      for (let k = 0; k < ${count}; k++) if (folder.commit({ ...${JSON.stringify(cell())}, id: "cell" + k }, { episodes, evaluations: [], metrics: {} })) won.push(k);
      console.log(JSON.stringify(won));
      process.exit();
    });
    console.error("ready");`;
  const writers = [1, 2].map((steps) => spawn(process.execPath, ["--input-type=module", "-e", program, folder.path, String(steps)], { stdio: "pipe" }));
  const outputs = writers.map(({ stdout }) => stdout.setEncoding("utf8").toArray());
  await Promise.all(writers.map((writer) => once(writer.stderr, "data")));
  for (const writer of writers) writer.stdin.write("go\n");
  const printed = await Promise.all(outputs);
  const won = printed.map((chunks) => JSON.parse(chunks.join("")) as number[]); // as the program prints it
  expect(won.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, k) => k));
  expect(readdirSync(join(folder.path, "cells"))).toHaveLength(count);
  won.forEach((cells, index) => {
    for (const k of cells) expect(folder.read({ ...cell(), id: `cell${k}` })!.episodes.every(({ steps }) => steps === index + 1)).toBe(true);
  });
}, 20_000);
