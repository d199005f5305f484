// @ts-check
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { synchronizeComponents } from "./component-metadata.mjs";

/** @type {string[]} */
const planted = [];

afterEach(() => {
  for (const root of planted.splice(0)) rmSync(root, { recursive: true, force: true });
});

const maze = `{ "~worldwise-plugin": { role: "dynamics", name: "maze" }, about: "A maze.",
  options: { jsonSchema: { type: "object", properties: { width: { type: "integer", default: 9 } } } } }`;

const mazeMetadata = {
  export: "mazePlugin",
  role: "dynamics",
  description: "A maze.",
  options: { type: "object", properties: { width: { type: "integer", default: 9 } } },
};

/**
 * @param {string} code  of dist/index.js
 * @param {object} [manifest]
 */
function plant(code, manifest = { keywords: ["worldwise-plugin"], license: "MIT" }) {
  const root = mkdtempSync(join(tmpdir(), "component-metadata-"));
  planted.push(root);
  mkdirSync(join(root, "packages/env-maze/dist"), { recursive: true });
  const file = join(root, "packages/env-maze/package.json");
  writeFileSync(file, `${JSON.stringify({ name: "env-maze", type: "module", ...manifest }, null, 2)}\n`);
  writeFileSync(join(root, "packages/env-maze/dist/index.js"), code);
  /** @type {string[]} */
  const lines = [];
  const run = async (/** @type {boolean} */ check) => {
    await synchronizeComponents(root, { check, print: (line) => lines.push(line) });
    return lines.join("\n");
  };
  return { run, read: () => JSON.parse(readFileSync(file, "utf8")) };
}

test("writes what the plugins say, and leaves the rest of package.json alone", async () => {
  const { run, read } = plant(`export const mazePlugin = ${maze};\nexport const plugins = [mazePlugin];`);
  await run(false);
  expect(read()).toEqual({
    name: "env-maze", type: "module", keywords: ["worldwise-plugin"], license: "MIT",
    worldwise: { components: { maze: mazeMetadata } },
  });
  expect(await run(true)).toMatch(/1 passed, 0 failed$/);
});

test("a plugin that is exported in the list alone is found there", async () => {
  const { run, read } = plant(`export const plugins = [${maze}];`);
  await run(false);
  expect(read().worldwise.components.maze).toEqual({ ...mazeMetadata, export: "plugins" });
});

test("a stale package.json is shown, and not written, by --check", async () => {
  const stale = { keywords: ["worldwise-plugin"], worldwise: { components: { maze: { ...mazeMetadata, role: "agent" } } } };
  const { run, read } = plant(`export const mazePlugin = ${maze};\nexport const plugins = [mazePlugin];`, stale);
  const report = await run(true);
  expect(report).toContain('- maze: {"export":"mazePlugin","role":"agent"');
  expect(report).toContain('+ maze: {"export":"mazePlugin","role":"dynamics"');
  expect(report).toMatch(/0 passed, 1 failed$/);
  expect(read().worldwise.components.maze.role).toBe("agent");
});

const twins = `export const a = ${maze};\nexport const b = ${maze};\nexport const plugins = [a, b];`;

test.each([
  ["no list of plugins", "export {};", "exports no list `plugins`"],
  ["an entry that is no plugin", "export const plugins = [{}];", "is no plugin"],
  ["two plugins of one name", twins, "two plugins named maze"],
])("refuses %s", async (_what, code, message) => {
  const report = await plant(code).run(true);
  expect(report).toContain(message);
  expect(report).toMatch(/0 passed, 1 failed$/);
});

test("components without the keyword would not be found, and are refused", async () => {
  const report = await plant("export {};", { worldwise: { components: {} } }).run(true);
  expect(report).toContain("lacks the keyword worldwise-plugin");
});

test("the default of a part must be an id that can be found", async () => {
  const withPart = (/** @type {string} */ part) => maze.replace("width: {", `way: { "x-role": "planner", default: "${part}" }, width: {`);
  const lost = plant(`export const plugins = [${withPart("valueIteration")}];`);
  expect(await lost.run(false)).toMatch(/the default of way, "valueIteration", is no component id/);
  expect(await plant(`export const plugins = [${withPart("planner-tabular/valueIteration")}];`).run(false)).toMatch(/1 passed, 0 failed$/);
});
