import { symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { plant, plantPackages, removePlanted, temporaryFolder } from "./fixtures/planted-packages.ts";
import type { Planted } from "./fixtures/planted-packages.ts";
import { codeDigest, sha256 } from "./code-digest.ts";

afterAll(removePlanted);

test("sha256 of the empty text and of abc, as FIPS 180-4 has them", () => {
  expect(sha256("")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(sha256("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

describe("codeDigest", () => {
  const packages = (change: Readonly<Record<string, Planted>> = {}): string => plantPackages({ name: "mine" }, {
    mazes: { module: "1", dependencies: ["deep"], peerDependencies: ["peer"], files: { "dist/deep/part.js": "2" }, ...change["mazes"] },
    deep: { dependencies: ["mazes"], ...change["deep"] }, peer: { module: "3", ...change["peer"] }, other: { module: "4", ...change["other"] },
  });
  const digest = (root: string): string => codeDigest([join(root, "node_modules/mazes")]).digest;
  const base = digest(packages());

  test("names the versions of everything that runs, dependencies and peers included, and knows circles", () => {
    expect(codeDigest([join(packages(), "node_modules/mazes")]).packages).toEqual({ deep: "1.0.0", mazes: "1.0.0", peer: "1.0.0" });
  });

  test("is the same for the same code elsewhere, in another order, and named twice", () => {
    const root = packages();
    expect(digest(root)).toBe(base);
    const [mazes, other] = ["mazes", "other"].map((name) => join(root, "node_modules", name)) as [string, string]; // two names, two folders
    expect(codeDigest([mazes, other, mazes])).toEqual(codeDigest([other, mazes]));
  });

  test("does not change with the times of files, with sources, or with packages that do not run", () => {
    const root = packages({ mazes: { module: "1", dependencies: ["deep"], peerDependencies: ["peer"], files: { "dist/deep/part.js": "2", "src/index.ts": "x", "dist/a.d.ts": "x", "README.md": "x" } }, other: { version: "9.0.0" } });
    utimesSync(join(root, "node_modules/mazes/dist/index.js"), 1, 1);
    expect(digest(root)).toBe(base);
  });

  test.each<[string, Readonly<Record<string, Planted>>]>([
    ["a built file", { mazes: { module: "1;" } }], ["a built file of a peer", { peer: { module: "3;" } }],
    ["a file that is new", { mazes: { files: { "dist/deep/part.js": "2", "dist/new.mjs": "" } } }], ["a file elsewhere", { mazes: { files: { "dist/part.js": "2" } } }],
    ["a version", { mazes: { version: "1.0.1" } }], ["a dependency's version", { deep: { version: "1.0.1" } }],
    ["a module of WebAssembly", { mazes: { files: { "dist/deep/part.js": "2", "dist/core.wasm": "" } } }],
  ])("changes with %s", (_, change) => { expect(digest(packages(change))).not.toBe(base); });

  test("two versions of one package are both told", () => {
    const root = packages();
    plant(join(root, "node_modules/mazes/node_modules/peer"), { name: "peer", version: "2.0.0" });
    const [mazes, other] = ["node_modules/mazes", "node_modules/peer"].map((path) => join(root, path)) as [string, string]; // two paths, two folders
    expect(codeDigest([mazes, other]).packages["peer"]).toBe("1.0.0, 2.0.0");
    expect(codeDigest([mazes, other])).toEqual(codeDigest([other, mazes]));
  });

  test("a linked package without dist is told by its files, an installed one by its version", () => {
    const project = temporaryFolder();
    plant(project, { name: "linked", files: { "index.mjs": "1", "node_modules/x/index.js": "x", ".cache/a.js": "x" } });
    const root = packages();
    symlinkSync(project, join(root, "node_modules/linked"));
    const linked = (): string => codeDigest([join(root, "node_modules/linked")]).digest;
    const before = linked();
    for (const quiet of ["node_modules/x/index.js", ".cache/a.js"]) writeFileSync(join(project, quiet), "y");
    expect(linked()).toBe(before);
    writeFileSync(join(project, "index.mjs"), "2");
    expect(linked()).not.toBe(before);
    const installed = packages({ deep: { dependencies: ["mazes"], files: { "index.js": "changed" } } });
    expect(digest(installed)).toBe(base);
  });

  test("a run folder inside a project is no code of it", () => {
    const project = temporaryFolder();
    plant(project, { name: "mine", files: { "index.js": "1" } });
    const before = codeDigest([project]).digest;
    plant(join(project, "runs/a"), { name: "-", files: { "manifest.json": "{}", "cells/x.jsonl": "", "report/experiment.json": "{}" } });
    plant(join(project, "elsewhere"), { name: "-", files: { "coordinators/host.1.json": "{}" } });
    expect(codeDigest([project]).digest).toBe(before);
    plant(join(project, "cells"), { name: "-", files: { "manifest.json": "{}", "part.js": "" } });
    expect(codeDigest([project]).digest).not.toBe(before);
  });

  test("folders that are no packages add nothing", () => {
    expect(codeDigest([temporaryFolder()])).toEqual({ digest: sha256(""), packages: {}, wasm: {} });
  });
});
