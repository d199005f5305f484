// @ts-check
import { describe, expect, test } from "vitest";
import { bumped, bumpsOf, versionAfterRelease } from "./pack-smoke/changesets.mjs";
import { contentProblems } from "./pack-smoke/contents.mjs";

const sound = ["package.json", "LICENSE", "README.md", "dist/index.js", "dist/index.d.ts", "src/index.ts"];

describe("contents of a tarball", () => {
  test("a sound package has no problem", () => {
    expect(contentProblems("package", sound, "{}")).toEqual([]);
  });

  test("an app needs no index", () => {
    const files = ["package.json", "LICENSE", "README.md", "dist/main.js"];
    expect(contentProblems("app", files, "{}")).toEqual([]);
    expect(contentProblems("package", files, "{}")).toEqual(["lacks dist/index.js", "lacks dist/index.d.ts"]);
  });

  test.each([
    ["src/index.test.ts", "tests"],
    ["src/index.test-d.ts", "tests"],
    ["dist/index.test.js", "tests"],
    ["dist/index.test.d.ts", "tests"],
    ["dist/tsconfig.tsbuildinfo", "build information"],
    ["src/templates/a.ts", "working files"],
    [".env.local", "settings of a machine"],
  ])("%s is not shipped", (file, what) => {
    expect(contentProblems("package", [...sound, file], "{}")).toEqual([`ships ${file} (${what})`]);
  });

  test("a fixture is shipped only when the built sources read it", () => {
    const fixture = "src/fixtures/maze.json";
    expect(contentProblems("package", [...sound, fixture], "{}")).toEqual([`ships ${fixture} (only tests need it)`]);
    expect(contentProblems("package", [...sound, fixture, "dist/fixtures/maze.json"], "{}")).toEqual([]);
  });

  test("a range of the workspace is a problem", () => {
    const manifest = '{ "dependencies": { "@worldwise/math": "workspace:^" } }';
    expect(contentProblems("package", sound, manifest)).toEqual(["package.json still speaks of the workspace"]);
  });
});

test("a minor release of math moves math and its direct dependents", () => {
  const place = /** @type {const} */ ({ shortName: "x", kind: "package", folder: "packages/x", directory: "/packages/x" });
  const versionOf = (/** @type {string} */ name, /** @type {object} */ manifest) =>
    versionAfterRelease({ ...place, name, manifest: { version: "0.1.4", ...manifest } });
  const math = { "@worldwise/math": "workspace:^" };
  expect(versionOf("@worldwise/math", {})).toBe("0.2.0");
  expect(versionOf("@worldwise/stats", { dependencies: math })).toBe("0.1.5");
  expect(versionOf("@worldwise/data", { devDependencies: math })).toBe("0.1.4");
});

test("of several changesets the greatest bump of a package counts", () => {
  const first = '---\n"@worldwise/math": patch\n"@worldwise/data": minor\n---\n\nWords: with a colon.\n';
  const second = '---\n"@worldwise/math": minor\n"@worldwise/data": patch\n---\n\nMore.\n';
  expect([...bumpsOf([first, second])]).toEqual([["@worldwise/math", "minor"], ["@worldwise/data", "minor"]]);
});

test("a bump resets what is smaller", () => {
  expect([bumped("0.1.4", "patch"), bumped("0.1.4", "minor"), bumped("0.1.4", "major")]).toEqual(["0.1.5", "0.2.0", "1.0.0"]);
});
