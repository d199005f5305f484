import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatComponentId, parseComponentId, readSpec } from "./component-id.ts";

describe("component ids", () => {
  test.each([
    ["env-tabular/dynaMaze", { package: "@worldwise/env-tabular", name: "dynaMaze" }],
    ["mazes#maze", { package: "mazes", name: "maze" }],
    ["@alice/mazes#maze2", { package: "@alice/mazes", name: "maze2" }],
  ])("%s is read and written", (id, parts) => {
    expect(parseComponentId(id)).toEqual(parts);
    expect(formatComponentId(parts)).toBe(id);
  });

  test.each([
    "", "dynaMaze", "env-tabular/", "/dynaMaze", "env-tabular/dynaMaze/x", "Env/dynaMaze", "env-tabular/2maze", "env-tabular/a-maze", "@alice/mazes/maze",
    "mazes#", "#maze", "mazes#a#b", "../mazes#maze", "@alice#maze", "a b#maze", "mazes#maze\n", "$world",
  ])("%j is refused, and the message shows how one looks", (id) => {
    expect(() => parseComponentId(id)).toThrow(expect.objectContaining({ code: "bad-component-id", facts: { id } }));
    expect(() => parseComponentId(id)).toThrow(/env-tabular\/dynaMaze or @alice\/pkg#maze/);
  });

  test("reading undoes writing, for packages of ours and of others", () => {
    const word = fc.stringMatching(/^[a-z0-9][a-z0-9-]{0,8}$/);
    const from = fc.oneof(word.map((own) => `@worldwise/${own}`), word, fc.tuple(word, word).map(([scope, own]) => `@${scope}x/${own}`));
    const parts = fc.record({ package: from, name: fc.stringMatching(/^[A-Za-z][A-Za-z0-9]{0,8}$/) });
    fc.assert(fc.property(parts, (id) => { expect(parseComponentId(formatComponentId(id))).toEqual(id); }), { seed: 1 });
  });
});

describe("readSpec", () => {
  test("takes an id, or an id with options", () => {
    expect(readSpec("a/b")).toEqual({ id: "a/b", options: {} });
    expect(readSpec({ use: "a/b" })).toEqual({ id: "a/b", options: {} });
    expect(readSpec({ use: "a/b", with: { c: 1 } })).toEqual({ id: "a/b", options: { c: 1 } });
  });

  test.each<[unknown]>([
    [undefined], [null], [3], [["a/b"]], [{}], [{ use: 3 }], [{ use: "a/b", with: [1] }], [{ use: "a/b", with: null }], [{ use: "a/b", wiht: {} }],
  ])(
    "refuses %j", (spec) => { expect(() => readSpec(spec)).toThrow(expect.objectContaining({ code: "bad-component-spec" })); },
  );
});
