import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { canonicalJson } from "../canonical-json.ts";
import { sha256 } from "./code-digest.ts";
import { removePlanted, temporaryFolder } from "./fixtures/planted-packages.ts";
import { begunFolder, corridorRun, finishedFolder } from "./fixtures/run-folders.ts";
import { keptManifests } from "./run-manifest.ts";
import type { RunFolder } from "./run-folder.ts";
import { runFolder } from "./run-folder.ts";

afterAll(removePlanted);

/** Replaces the manifest by some content with a hash that fits. */
function plantManifest(folder: RunFolder, content: object): void {
  writeFileSync(join(folder.path, "manifest.json"), JSON.stringify({ ...content, hash: sha256(canonicalJson(content)) }));
}

/** Every file of a folder with its text. */
const filesOf = (path: string): Readonly<Record<string, string>> => Object.fromEntries(
  readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => [join(parentPath, name), readFileSync(join(parentPath, name), "utf8")]));

describe("formats", () => {
  test("a folder of format 1 is read, and its cells are kept when it is run again", () => {
    const folder = finishedFolder();
    plantManifest(folder, { format: 1, ...corridorRun });
    const old = folder.manifest();
    expect(old).toMatchObject({ format: 1, ...corridorRun });
    expect(folder.begin(corridorRun)).toMatchObject({ format: 2, ...corridorRun });
    expect(readdirSync(join(folder.path, "cells"))).toHaveLength(12);
  });

  test("a newer format is refused in words that name its writer, and nothing is touched", () => {
    const folder = finishedFolder();
    plantManifest(folder, { format: 3, experiment: { shape: "unknown" }, packages: { "@worldwise/experiment": "9.1.0" } });
    const before = filesOf(folder.path);
    for (const act of [() => folder.manifest(), () => folder.begin(corridorRun)]) {
      expect(act).toThrow(/format 2 or older\n +got format 3, written by @worldwise\/experiment 9\.1\.0\n +to do update @worldwise\/bench/);
      expect(act).toThrow(expect.objectContaining({ code: "newer-format" }));
    }
    expect(filesOf(folder.path)).toEqual(before);
  });

  test.each([0, -1, "2", null, 1.5])("format %j is none", (format) => {
    const folder = begunFolder();
    plantManifest(folder, { format, ...corridorRun });
    expect(() => folder.manifest()).toThrow(/got format/);
  });
});

test("a manifest whose hash fits, but whose experiment is none, is refused: anybody can make a hash", () => {
  const folder = begunFolder();
  plantManifest(folder, { format: 2, ...corridorRun, experiment: { ...corridorRun.experiment, studies: "all" } });
  expect(() => folder.manifest()).toThrow(/the experiment in [^\n]*manifest\.json to be a valid experiment/);
  const [before, after] = [readFileSync(join(folder.path, "manifest.json"), "utf8"), '{"format":2,"__proto__":{"polluted":true},"hash":"x"}'];
  expect(before).not.toBe(after);
  writeFileSync(join(folder.path, "manifest.json"), after);
  expect(() => folder.manifest()).toThrow(expect.objectContaining({ code: "damaged-file" }));
  expect({}).not.toHaveProperty("polluted");
});

test("every run's manifest is kept, once; a damaged one is set aside when a run begins, and a damaged copy is passed over", () => {
  const folder = begunFolder();
  folder.begin(corridorRun);
  const second = folder.begin({ ...corridorRun, codeDigest: "other" });
  expect(keptManifests(folder.path).map(([, { codeDigest }]) => codeDigest).sort()).toEqual(["c0de", "other"]);
  writeFileSync(join(folder.path, "manifest.json"), "half");
  expect(folder.begin({ ...corridorRun, codeDigest: "other" })).toEqual(second);
  expect(readFileSync(join(folder.path, "set-aside/manifest.json.1"), "utf8")).toBe("half");
  writeFileSync(join(folder.path, "manifests", `${second.hash.slice(0, 16)}.json`), "half");
  expect(keptManifests(folder.path).map(([, { codeDigest }]) => codeDigest)).toEqual(["c0de"]);
});

test("what a run says of its origin comes back", () => {
  const folder = runFolder(temporaryFolder());
  const origin = { wasm: { "math@1/a.wasm": "0a" }, working: { commit: "abc" }, code: { commit: "abc", changes: "d1" }, lockfile: { name: "yarn.lock", sha256: "1f" } };
  folder.begin({ ...corridorRun, ...origin });
  expect(folder.manifest()).toMatchObject(origin);
  const copy = temporaryFolder();
  cpSync(folder.path, copy, { recursive: true });
  expect(runFolder(copy).manifest()).toEqual(folder.manifest());
  expect(existsSync(join(copy, "set-aside"))).toBe(false);
});
