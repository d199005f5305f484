import type { Component, Plugin, Role } from "@worldwise/protocol";
import { definePlugin, discrete, integer, isComponent, mark, optionSchema, part } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import type { LoadPlugin } from "./create-from-spec.ts";
import { createFromSpec } from "./create-from-spec.ts";
import { idsOf } from "./parts-of-spec.ts";

const anyOf = (role: Role) => (value: unknown): value is Component => isComponent(value, role);
const named = (role: Role, name: string, facts: object): Component => mark(role, { name, needs: [], provides: [] }, facts);

const plugins: Readonly<Record<string, Plugin>> = {
  "a/queue": definePlugin({
    role: "search-control", name: "queue", about: "", options: optionSchema({ size: integer({ description: "", default: 7 }) }),
    create: (options, given) => named("search-control", "queue", { options, given }),
  }),
  "a/sweep": definePlugin({
    role: "planner", name: "sweep", about: "",
    options: optionSchema({
      backups: integer({ description: "", default: 5, minimum: 1 }),
      control: part("search-control", { description: "", default: "a/queue" }, anyOf("search-control")),
    }),
    create: (options, given) => named("planner", "sweep", { options, given }),
  }),
  "a/agent": definePlugin({
    role: "agent", name: "agent", about: "", options: optionSchema({ planner: part("planner", { description: "" }, anyOf("planner")) }),
    create: (options, given) => named("agent", "agent", { options, given }),
  }),
};
const loaded: string[] = [];
const load: LoadPlugin = (id) => {
  loaded.push(id);
  return plugins[id] ? Promise.resolve(plugins[id]) : Promise.reject(new Error(`no ${id}`));
};
const problem = { observation: discrete(2), action: discrete(2), discount: 0.9 };

describe("createFromSpec", () => {
  test("creates parts first, at any depth, with their defaults, each for the same problem", async () => {
    const spec = { use: "a/agent", with: { planner: { use: "a/sweep", with: { backups: 9 } } } };
    const agent = await createFromSpec(spec, load, { given: problem, roles: ["agent"] });
    expect(agent).toMatchObject({
      given: problem, options: { planner: { given: problem, options: { backups: 9, control: { given: problem, options: { size: 7 } } } } },
    });
  });

  test("a part may be named by its id alone, and its default replaced", async () => {
    const plain = await createFromSpec({ use: "a/agent", with: { planner: "a/sweep" } }, load);
    expect(plain).toMatchObject({ options: { planner: { options: { backups: 5 } } } });
    const spec = { use: "a/sweep", with: { control: { use: "a/queue", with: { size: 1 } } } };
    expect(await createFromSpec(spec, load)).toMatchObject({ options: { control: { options: { size: 1 } } } });
  });

  test("a part that is an environment may be dynamics, and not the other way round", async () => {
    const worlds: Readonly<Record<string, Plugin>> = Object.fromEntries((["dynamics", "environment"] as const).flatMap((role) => [
      [role, definePlugin({ role, name: role, about: "", options: optionSchema({}), create: () => named(role, role, {}) })],
      [`in-${role}`, definePlugin({
        role: "environment", name: `in-${role}`, about: "", create: (options) => named("environment", `in-${role}`, { options }),
        options: optionSchema({ inner: part(role, { description: "" }, (value): value is Component => value !== undefined) }),
      })],
    ]));
    const create = (use: string, inner: string): Promise<Component> => createFromSpec({ use, with: { inner } }, (id) => Promise.resolve(worlds[id]!));
    await expect(create("in-environment", "dynamics")).resolves.toMatchObject({ options: { inner: { "~worldwise": { role: "dynamics" } } } });
    await expect(create("in-environment", "environment")).resolves.toMatchObject({ options: { inner: { "~worldwise": { role: "environment" } } } });
    await expect(create("in-dynamics", "environment")).rejects.toThrow(/role dynamics\n +got environment, of the role environment/);
  });

  test("changes nothing in the spec", async () => {
    const spec = Object.freeze({ use: "a/agent", with: Object.freeze({ planner: "a/sweep" }) });
    await createFromSpec(spec, load);
    expect(spec).toEqual({ use: "a/agent", with: { planner: "a/sweep" } });
  });

  test.each<[string, unknown, RegExp]>([
    ["the whole", "a/sweep", /role agent\n +got a\/sweep, of the role planner/],
    ["a part", { use: "a/agent", with: { planner: "a/queue" } }, /role planner\n +got a\/queue, of the role search-control/],
  ])("refuses %s of another role", async (_, spec, message) => {
    await expect(createFromSpec(spec, load, { given: problem, roles: ["agent"] })).rejects.toThrow(message);
  });

  test.each<[string, unknown, RegExp]>([
    ["a wrong value", { use: "a/sweep", with: { backups: 0 } }, /options of sweep .*\n.*\n +backups: expected at least 1, got 0/],
    ["an unknown name", { use: "a/sweep", with: { backup: 1 } }, /backup: no such option; there are: backups, control/],
    ["a part that is missing", "a/agent", /planner: expected a value; it has no default/],
    ["a wrong value of a part", { use: "a/sweep", with: { control: { use: "a/queue", with: { size: "7" } } } }, /options of queue[^]*size: expected a whole number/],
  ])("options with %s are refused by name", async (_, spec, message) => {
    await expect(createFromSpec(spec, load)).rejects.toThrow(message);
  });

  test("a part that is not a spec is refused", async () => {
    await expect(createFromSpec({ use: "a/agent", with: { planner: 3 } }, load)).rejects.toMatchObject({ code: "bad-component-spec" });
  });
});

describe("idsOf", () => {
  const optionsOf = (id: string): Plugin["options"]["jsonSchema"] => plugins[id]!.options.jsonSchema;

  test("names parts by a plain id, parts with options, and defaults", () => {
    expect(idsOf({ use: "a/agent", with: { planner: "a/sweep" } }, optionsOf)).toEqual(["a/agent", "a/sweep", "a/queue"]);
    expect(idsOf({ use: "a/agent", with: { planner: { use: "a/sweep", with: { backups: 1 } } } }, optionsOf)).toEqual(["a/agent", "a/sweep", "a/queue"]);
  });

  test("names what is loaded to create it, in another order", async () => {
    const spec = { use: "a/agent", with: { planner: "a/sweep" } };
    loaded.length = 0;
    await createFromSpec(spec, load);
    expect([...loaded].sort()).toEqual([...idsOf(spec, optionsOf)].sort());
  });
});
