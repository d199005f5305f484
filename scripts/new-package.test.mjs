// @ts-check
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { kinds, newPackage } from "./new-package.mjs";

let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "new-package-"));
});

afterEach(() => {
  rmSync(root, { recursive: true, force: true });
});

const names = {
  environment: "env-two-rooms",
  learner: "model-two-rooms",
  loss: "model-two-rooms",
  plain: "two-rooms",
  planner: "planner-two-rooms",
};

test("there is a template of every kind", () => {
  expect(kinds).toEqual(Object.keys(names));
});

describe.each(Object.entries(names))("%s", (kind, name) => {
  test("writes a whole package in which no placeholder is left", () => {
    const files = newPackage({ root, kind, name });
    const short = files.map((file) => file.replace(`packages/${name}/`, ""));
    expect(short).toEqual(expect.arrayContaining([
      "LICENSE", "README.md", "api-extractor.json", `etc/${name}.api.md`, "package.json", "src/index.ts", "tsconfig.build.json",
      "tsconfig.json",
    ]));
    expect(short.filter((file) => file.endsWith(".test.ts"))).toHaveLength(1);
    for (const file of files) expect(file + readFileSync(join(root, file), "utf8")).not.toMatch(/__[a-zA-Z]+__/);
  });

  test("names the package and what it exports after the request", () => {
    newPackage({ root, kind, name });
    const read = (/** @type {string} */ file) => readFileSync(join(root, "packages", name, file), "utf8");
    expect(JSON.parse(read("package.json")).name).toBe(`@worldwise/${name}`);
    if (kind !== "plain") expect(read("src/index.ts")).toMatch(/export \{ twoRooms,/);
    const isPlugin = JSON.parse(read("package.json")).keywords.includes("worldwise-plugin");
    const components = JSON.parse(read("package.json")).worldwise?.components;
    expect(components && Object.keys(components)).toEqual(isPlugin ? ["twoRooms"] : undefined);
  });
});

describe("refuses", () => {
  test.each([
    ["island", "env-two-rooms", 'no kind "island"; the kinds are: environment'],
    ["environment", "two-rooms", 'begins with "env-": try env-two-rooms'],
    ["environment", "env-TwoRooms", "lower-case words with hyphens"],
    ["environment", "../env-two-rooms", "lower-case words with hyphens"],
    ["environment", "env-new", '"new" cannot name a function'],
  ])("%s %s", (kind, name, message) => {
    expect(() => newPackage({ root, kind, name })).toThrow(message);
  });

  test("a folder that exists", () => {
    mkdirSync(join(root, "packages/env-two-rooms"), { recursive: true });
    expect(() => newPackage({ root, kind: "environment", name: "env-two-rooms" })).toThrow("exists already");
  });
});
