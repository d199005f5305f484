import { describe, expect, test } from "vitest";
import { createComponent, definePlugin, isComponent, isPlugin } from "./component-plugin.ts";
import { expectComplaint } from "./fixtures/expect-complaint.ts";
import type { OptionSchema } from "./options.ts";
import { integer, optionSchema } from "./options.ts";
import { mark } from "./plugin.ts";

const corridor =
  (length: number, given: unknown) => mark("dynamics", { name: `corridor ${length}`, needs: [], provides: [] }, { given });
const plugin = definePlugin({
  role: "dynamics", name: "corridor", about: "Cells in a row.",
  options: optionSchema({ length: integer({ description: "Cells.", default: 5, minimum: 2 }) }),
  create: ({ length }, given: string) => corridor(length, given),
});

describe("definePlugin", () => {
  test("marks and freezes", () => {
    expect(plugin["~worldwise-plugin"]).toEqual({ role: "dynamics", name: "corridor" });
    expect([Object.isFrozen(plugin), Object.isFrozen(plugin["~worldwise-plugin"])]).toEqual([true, true]);
  });
});

describe("createComponent", () => {
  test("validates, fills defaults in, and hands on what it was given", () => {
    const component = createComponent(plugin, { length: 9 }, "problem");
    expect([component["~worldwise"].name, component.given]).toEqual(["corridor 9", "problem"]);
    expect(createComponent(plugin, {}, "")["~worldwise"].name).toBe("corridor 5");
  });

  test("says every issue on a line of its own", () => {
    expectComplaint(() => createComponent(plugin, { length: 1, width: 2 }, ""), "bad-options", {
      expected: "options of corridor that fit its schema",
      got: "\n         width: no such option; there are: length\n         length: expected at least 2, got 1",
      todo: "correct these options",
    });
  });

  test("refuses a schema that does not answer at once", () => {
    const slow: OptionSchema<object> = {
      jsonSchema: { type: "object" }, "~standard": { version: 1, vendor: "acme", validate: () => Promise.resolve({ value: {} }) },
    };
    const waiting = definePlugin({ role: "dynamics", name: "slow", about: "", options: slow, create: () => corridor(1, null) });
    expectComplaint(() => createComponent(waiting, {}, null), "bad-options",
      { expected: "a schema of slow that answers at once", got: "a promise", todo: "use a synchronous schema" });
  });

  test("takes the schema of any library that speaks the standard", () => {
    const theirs: OptionSchema<{ length: number }> = {
      jsonSchema: { type: "object" },
      "~standard": {
        version: 1, vendor: "acme",
        validate: (value) => (value === 7 ? { value: { length: 7 } } : { issues: [{ message: "not seven" }] }),
      },
    };
    const other = definePlugin({ role: "dynamics", name: "other", about: "", options: theirs, create: ({ length }) =>
      corridor(length, null) });
    expect(createComponent(other, 7, null)["~worldwise"].name).toBe("corridor 7");
    expect(() => createComponent(other, 8, null)).toThrow("not seven");
  });
});

test("plugins and components are known by their marks", () => {
  const component = corridor(3, null);
  expect([plugin, component, null, 3, {}].map(isPlugin)).toEqual([true, false, false, false, false]);
  expect([component, plugin, null, { "~worldwise": null }, { "~worldwise": {} }].map((value) => isComponent(value, "dynamics")))
    .toEqual([true, false, false, false, false]);
  expect(isComponent(component, "planner")).toBe(false);
});
