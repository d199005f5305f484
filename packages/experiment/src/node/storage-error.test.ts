import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { cell, resultOf } from "../fixtures/results.ts";
import { removePlanted, temporaryFolder } from "./fixtures/planted-packages.ts";
import { begunFolder, corridorCells, corridorRun, resultOfCell } from "./fixtures/run-folders.ts";
import { runFolder } from "./run-folder.ts";
import { storing } from "./storage-error.ts";

afterAll(removePlanted);

const failing = (code: string) => (): never => { throw Object.assign(new Error(`${code}: it failed`), { code }); };

describe("what the file system says becomes words", () => {
  test.each<[string, RegExp]>([
    ["ENOSPC", /no space left on the disk \(ENOSPC\)\n +to do free some space and run again: what is finished is kept/],
    ["EDQUOT", /quota/], ["EACCES", /no permission/], ["EPERM", /no permission/], ["EROFS", /can only be read/],
    ["ENOTDIR", /a file in the place of a folder/], ["EISDIR", /a folder in the place of a file/], ["EIO", /error of the disk/],
    ["ENAMETOOLONG", /too long/], ["EMFILE", /too many open files/],
  ])("%s", (code, words) => {
    expect(() => storing("some/file", failing(code))).toThrow(words);
    expect(() => storing("some/file", failing(code))).toThrow(expect.objectContaining({ code: "storage", facts: { file: "some/file", code } }));
  });

  test("other errors stay as they are", () => {
    expect(() => storing("some/file", failing("ENOENT"))).toThrow("ENOENT: it failed");
    expect(() => storing("some/file", () => { throw new TypeError("no"); })).toThrow(TypeError);
  });
});

// A file that leads to /dev/full is full at the first byte.
describe.runIf(existsSync("/dev/full"))("a full disk", () => {
  const full = expect.objectContaining({ code: "storage", facts: expect.objectContaining({ code: "ENOSPC" }) as unknown }) as Error; // what `toThrow` compares with

  test("in the middle of a commit: earlier results are whole, nothing is left beside, and there is no half cell", () => {
    const folder = begunFolder();
    folder.commit(cell("first"), resultOf([1]));
    const before = readFileSync(join(folder.path, "cells/first.jsonl"), "utf8");
    symlinkSync("/dev/full", join(folder.path, `cells/second.jsonl.${process.pid}.tmp`));
    expect(() => folder.commit(cell("second"), resultOf([2]))).toThrow(full);
    expect(readdirSync(join(folder.path, "cells"))).toEqual(["first.jsonl"]);
    expect(readFileSync(join(folder.path, "cells/first.jsonl"), "utf8")).toBe(before);
    expect(folder.commit(cell("second"), resultOf([2]))).toBe(true); // there is room again
  });

  test("in the middle of a manifest: the old one stays", () => {
    const folder = begunFolder();
    const manifest = folder.manifest();
    symlinkSync("/dev/full", join(folder.path, `manifest.json.${process.pid}.tmp`));
    expect(() => folder.begin({ ...corridorRun, codeDigest: "other" })).toThrow(full);
    expect(folder.manifest()).toEqual(manifest);
    expect(readdirSync(folder.path).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });

  test("in the middle of a line", () => {
    const folder = begunFolder();
    symlinkSync("/dev/full", join(folder.path, "timings.jsonl"));
    expect(() => { folder.time({ id: "a" }); }).toThrow(full);
  });
});

describe("a place that is no folder for a run", () => {
  test("a file where the folder should be, or a folder of it", () => {
    const place = join(temporaryFolder(), "run");
    writeFileSync(place, "mine");
    for (const path of [place, join(place, "deeper")]) {
      expect(() => runFolder(path).begin(corridorRun)).toThrow(/a file in the place of a folder/);
      expect(() => runFolder(path).hold()).toThrow(/a file in the place of a folder/);
    }
    expect(readFileSync(place, "utf8")).toBe("mine");
    const half = temporaryFolder();
    writeFileSync(join(half, "cells"), "mine");
    expect(() => runFolder(half).begin(corridorRun)).toThrow(/a file in the place of a folder/);
    expect(readFileSync(join(half, "cells"), "utf8")).toBe("mine");
  });

  test("a folder where a file should be", () => {
    const folder = begunFolder();
    mkdirSync(join(folder.path, "cells", `${corridorCells[0]!.id}.jsonl`));
    expect(() => folder.read(corridorCells[0]!)).toThrow(/a folder in the place of a file/);
  });
});

test("a folder without permission, for somebody who is not the administrator", () => {
  const source = new URL("../../dist/node/index.js", import.meta.url).href;
  expect(existsSync(new URL(source)), "build first").toBe(true);
  const folder = begunFolder();
  folder.commit(corridorCells[0]!, resultOfCell(0));
  const before = readFileSync(join(folder.path, "cells", `${corridorCells[0]!.id}.jsonl`), "utf8");
  const program = `
    const { runFolder } = await import(${JSON.stringify(source)});
    if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
    const folder = runFolder(process.argv[1]);
    const tries = [() => folder.hold(), () => folder.begin(${JSON.stringify(corridorRun)}), () => folder.commit(${JSON.stringify(corridorCells[1])}, ${JSON.stringify(resultOfCell(1))}), () => folder.time({})];
    for (const act of tries) try { act(); console.log("done"); } catch (error) { console.log(error.facts?.code ?? error); }`;
  for (const path of [join(folder.path, "cells"), folder.path]) chmodSync(path, 0o555);
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program, folder.path], { encoding: "utf8" });
  for (const path of [folder.path, join(folder.path, "cells")]) chmodSync(path, 0o755);
  expect([stdout, stderr]).toEqual(["EACCES\nEACCES\nEACCES\nEACCES\n", ""]);
  expect(readFileSync(join(folder.path, "cells", `${corridorCells[0]!.id}.jsonl`), "utf8")).toBe(before);
});
