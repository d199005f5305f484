import { createComponent, isComponent } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import * as everything from "./index.ts";
import type { MujocoWorld } from "./index.ts";

const { plugins } = everything;
const byName = new Map(plugins.map((plugin) => [plugin["~worldwise-plugin"].name, plugin]));
const create = (name: string, options: object = {}): MujocoWorld<object> =>
  createComponent(byName.get(name)!, options, undefined) as unknown as MujocoWorld<object>; // what every plugin here makes
const factories = new Map<string, unknown>(Object.entries(everything));

/** What can be compared of a world: all but its functions. */
const facts = (world: object): unknown => JSON.parse(JSON.stringify(world));

describe.each([...byName])("plugin %s", (name, plugin) => {
  test("makes a frozen environment of its name, from this package, with the factory's defaults", () => {
    const factory = factories.get(name) as () => MujocoWorld<object>; // the next lines prove it
    const [world, own] = [create(name), factory()];
    expect(isComponent(world, "environment")).toBe(true);
    expect(world).toMatchObject({ "~worldwise": { name, package: "@worldwise/env-mujoco", needs: [], provides: [] } });
    expect(Object.isFrozen(world)).toBe(true);
    expect(facts(world)).toEqual(facts(own));
    const action = new Float32Array(world.action.size).fill(0.25);
    const [one, other] = [world, own].map((each) => [each.reset({ seed: 2 }), each.step(action), each.step(action)]);
    expect(one).toEqual(other);
    world.close();
    own.close();
  });

  test("every option has a description and a default", () => {
    const { properties = {}, required } = plugin.options.jsonSchema;
    expect(required).toBeUndefined();
    for (const { description } of Object.values(properties)) expect(description).toMatch(/./);
  });
});

test("options from a file reach the world", () => {
  const worlds = [
    create("hopper", { contactMargins: "3.9", frameSkip: 2 }), create("ant", { includeContactForces: false }),
    create("hopper", { healthyHeights: [2] }), create("walker2d", { healthyAngles: [3, 4] }),
    create("ant", { healthyHeights: [3, 4] }),
  ];
  expect(worlds[0]!.physics).toMatchObject({ contactMargins: "3.9", frameSkip: 2 });
  expect(worlds[1]!.observation.size).toBe(27);
  for (const world of worlds.slice(2)) {
    world.reset();
    expect(world.step(new Float32Array(world.action.size)).terminated).toBe(true);
  }
  for (const world of worlds) world.close();
});

test("wrong ones are refused before anything is made", () => {
  expect(() => create("hopper", { contactMargins: "new" })).toThrow(/one of published, 3.9/);
  expect(() => create("reacher", { windy: true })).toThrow(/windy: no such option/);
});
