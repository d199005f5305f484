// @ts-check
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { checkLayers } from "./check-layers.mjs";
import { repositoryRoot } from "./shared/workspace.mjs";

/** @type {string[]} */
const planted = [];

afterEach(() => {
  for (const root of planted.splice(0)) rmSync(root, { recursive: true, force: true });
});

/**
 * @typedef {{ dependencies?: string[], devDependencies?: string[], files?: Record<string, string> }} Planted
 */

/**
 * Writes a workspace (folder → package) and checks it; each violation as `file:line rule`.
 *
 * @param {Record<string, Planted>} packages
 */
function violationsIn(packages) {
  const root = mkdtempSync(join(tmpdir(), "check-layers-"));
  planted.push(root);
  write(join(root, "package.json"), JSON.stringify({ devDependencies: { vitest: "*" } }));
  for (const [folder, { dependencies = [], devDependencies = [], files = {} }] of Object.entries(packages)) {
    const manifest = {
      name: `@worldwise/${folder.split("/")[1]}`,
      exports: { ".": "./dist/index.js", "./package.json": "./package.json", "./tables/*": "./dist/tables/*.js" },
      dependencies: Object.fromEntries(dependencies.map((name) => [name, "*"])),
      devDependencies: Object.fromEntries(devDependencies.map((name) => [name, "*"])),
    };
    write(join(root, folder, "package.json"), JSON.stringify(manifest, null, 2));
    for (const [file, text] of Object.entries(files)) write(join(root, folder, file), text);
  }
  return checkLayers(root).violations.map(({ file, line, rule }) => `${file}:${line} ${rule}`);
}

/**
 * @param {string} file
 * @param {string} text
 */
function write(file, text) {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}

/**
 * A package whose source imports, and declares, the named packages of ours.
 *
 * @param {...string} shortNames
 * @returns {Planted}
 */
function importing(...shortNames) {
  const names = shortNames.map((shortName) => `@worldwise/${shortName}`);
  return { dependencies: names, files: { "src/index.ts": names.map((name) => `import "${name}";\n`).join("") } };
}

/** Both the import and the declaration break the rule. */
const breaks = (/** @type {string} */ folder, /** @type {string} */ rule) => [
  `${folder}/package.json:9 ${rule}`,
  `${folder}/src/index.ts:1 ${rule}`,
];

describe("arrows", () => {
  test("a tree in which every arrow points down is clean", () => {
    expect(violationsIn({
      "packages/protocol": {}, "packages/math": {}, "packages/autodiff": importing("math"),
      "packages/data": importing("protocol"), "packages/nn": importing("autodiff"), "packages/stats": importing("math"),
      "packages/learning": importing("nn", "data", "autodiff"), "packages/rollout": importing("data", "protocol"),
      "packages/testing": importing("rollout", "stats", "protocol"),
      "packages/env-maze": importing("protocol", "rollout"), "packages/planner-tabular": importing("math", "data"),
      "packages/agents": importing("protocol", "data"), "packages/experiment": importing("stats", "rollout"),
      "apps/bench": importing("env-maze", "planner-tabular", "agents", "experiment", "protocol"),
    })).toEqual([]);
  });

  test("protocol and math import nothing, not even each other or Node", () => {
    expect(violationsIn({ "packages/protocol": {}, "packages/math": importing("protocol") }))
      .toEqual(breaks("packages/math", "ground-imports-nothing"));
    expect(violationsIn({ "packages/protocol": { files: { "src/index.ts": 'import "node:fs";' } } }))
      .toEqual(["packages/protocol/src/index.ts:1 ground-imports-nothing"]);
  });

  test("autodiff imports math alone", () => {
    expect(violationsIn({ "packages/protocol": {}, "packages/autodiff": importing("protocol") }))
      .toEqual(breaks("packages/autodiff", "ground-imports-nothing"));
  });

  test("inside the toolkit only the named arrows exist", () => {
    expect(violationsIn({ "packages/data": {}, "packages/stats": importing("data") }))
      .toEqual(breaks("packages/stats", "toolkit-arrows"));
    expect(violationsIn({ "packages/stats": {}, "packages/rollout": importing("stats") }))
      .toEqual(breaks("packages/rollout", "toolkit-arrows"));
  });

  test("the toolkit never imports a room", () => {
    expect(violationsIn({ "packages/env-maze": {}, "packages/testing": importing("env-maze") }))
      .toEqual(breaks("packages/testing", "imports-point-down"));
  });

  test("rooms never import each other", () => {
    expect(violationsIn({ "packages/env-maze": {}, "packages/env-wrappers": importing("env-maze") }))
      .toEqual(breaks("packages/env-wrappers", "rooms-stay-apart"));
    expect(violationsIn({ "packages/model-losses": {}, "packages/planner-deep": importing("model-losses") }))
      .toEqual(breaks("packages/planner-deep", "rooms-stay-apart"));
  });

  test("rooms never import a composition", () => {
    expect(violationsIn({ "packages/agents": {}, "packages/planner-deep": importing("agents") }))
      .toEqual(breaks("packages/planner-deep", "imports-point-down"));
  });

  test("agents and experiment see no room", () => {
    expect(violationsIn({ "packages/env-maze": {}, "packages/agents": importing("env-maze") }))
      .toEqual(breaks("packages/agents", "compose-sees-interfaces"));
    expect(violationsIn({ "packages/planner-deep": {}, "packages/experiment": importing("planner-deep") }))
      .toEqual(breaks("packages/experiment", "compose-sees-interfaces"));
  });

  test("agents and experiment do not import each other", () => {
    expect(violationsIn({ "packages/agents": {}, "packages/experiment": importing("agents") }))
      .toEqual(breaks("packages/experiment", "imports-point-down"));
  });

  test("nobody imports an app", () => {
    expect(violationsIn({ "apps/dyna": {}, "apps/bench": importing("dyna") }))
      .toEqual(breaks("apps/bench", "imports-point-down"));
    expect(violationsIn({ "apps/dyna": {}, "packages/experiment": importing("dyna") }))
      .toEqual(breaks("packages/experiment", "imports-point-down"));
  });
});

describe("declarations", () => {
  /** @type {[string, string][]} */
  const forms = [
    ["static", 'import { a } from "@worldwise/math";'],
    ["for its effects", 'import "@worldwise/math";'],
    ["type-only", 'import type { A } from "@worldwise/math";'],
    ["dynamic", 'const a = await import("@worldwise/math");'],
    ["re-export", 'export { a } from "@worldwise/math";'],
    ["re-export of all", 'export * from "@worldwise/math";'],
    ["type expression", 'type A = import("@worldwise/math").A;'],
    ["augmentation", 'declare module "@worldwise/math" { interface A {} }'],
    ["after a pattern with quotes in it", "const quotes = /[`'\"]/;\nconst a = await import(`@worldwise/math`);"],
  ];

  test.each(forms)("an undeclared import is found: %s", (_name, text) => {
    const line = text.split("\n").length + 1;
    expect(violationsIn({ "packages/math": {}, "packages/data": { files: { "src/index.ts": `\n${text}\n` } } }))
      .toEqual([`packages/data/src/index.ts:${line} declare-dependencies`]);
  });

  test("packages of others are declared too", () => {
    expect(violationsIn({ "packages/data": { files: { "src/deep/csv.ts": 'import "papaparse/lib";' } } }))
      .toEqual(["packages/data/src/deep/csv.ts:1 declare-dependencies"]);
  });

  test("devDependencies do not serve sources", () => {
    expect(violationsIn({
      "packages/math": {},
      "packages/data": { devDependencies: ["@worldwise/math"], files: { "src/index.ts": 'import "@worldwise/math";' } },
    })).toEqual(["packages/data/src/index.ts:1 declare-dependencies"]);
  });

  test("tests are free of layers, but declare what they import; tools of the root are at hand", () => {
    const text = 'import "vitest";\nimport "node:fs";\nimport "@worldwise/env-maze";\nimport "@worldwise/model-losses";\n';
    expect(violationsIn({
      "packages/env-maze": {}, "packages/model-losses": {},
      "packages/math": { devDependencies: ["@worldwise/env-maze"], files: { "src/a.test.ts": text, "src/a.test-d.ts": text } },
    })).toEqual(["packages/math/src/a.test-d.ts:4 declare-dependencies", "packages/math/src/a.test.ts:4 declare-dependencies"]);
  });
});

describe("paths", () => {
  test("only exported subpaths are imported", () => {
    const subpaths = ["tables/sparse", "package.json", "src/index.ts"];
    const text = subpaths.map((subpath) => `import "@worldwise/math/${subpath}";\n`).join("");
    expect(violationsIn({
      "packages/math": {},
      "packages/data": { dependencies: ["@worldwise/math"], files: { "src/index.ts": text } },
    })).toEqual(["packages/data/src/index.ts:3 no-deep-imports"]);
  });

  test("no relative import leaves its package, from a test neither", () => {
    const text = 'import "./own.ts";\nimport "../package.json";\nimport "../../data-extra/src/index.ts";\n';
    expect(violationsIn({ "packages/data": { files: { "src/index.ts": text, "src/a.test.ts": text } } }))
      .toEqual(["packages/data/src/a.test.ts:3 stay-in-the-package", "packages/data/src/index.ts:3 stay-in-the-package"]);
  });

  test("a package may import itself by name", () => {
    expect(violationsIn({ "packages/math": { files: { "src/index.ts": 'import "@worldwise/math";' } } })).toEqual([]);
  });
});

test("the real tree is clean", { timeout: 60_000 }, () => {
  const { packageCount, violations } = checkLayers(repositoryRoot);
  expect(packageCount).toBeGreaterThan(10);
  expect(violations).toEqual([]);
});
