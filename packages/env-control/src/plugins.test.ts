import type { Box, Space } from "@worldwise/protocol";
import { createComponent, isComponent } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import * as everything from "./index.ts";
import type { ControlWorld, LinearQuadraticWorld } from "./index.ts";

const { plugins } = everything;
const byName = new Map(plugins.map((plugin) => [plugin["~worldwise-plugin"].name, plugin]));
const create = (name: string, options: object = {}): ControlWorld<Space, Box> =>
  createComponent(byName.get(name)!, options, undefined) as unknown as ControlWorld<Space, Box>; // what every plugin here makes
const factories = new Map<string, unknown>(Object.entries(everything));

/** What can be compared of a world: all but its functions. */
const facts = (world: object): unknown => JSON.parse(JSON.stringify(world));

describe.each(plugins.map((plugin) => [plugin["~worldwise-plugin"].name, plugin] as const))("plugin %s", (name, plugin) => {
  const world = create(name);

  test("makes a frozen dynamics of its name, from this package", () => {
    expect(isComponent(world, "dynamics")).toBe(true);
    expect(world).toMatchObject({ "~worldwise": { name, package: "@worldwise/env-control", provides: ["dynamics"] } });
    expect(Object.isFrozen(world)).toBe(true);
  });

  test("its name is that of the factory, and its defaults are the factory's", () => {
    const factory = factories.get(name) as () => object; // the next line proves it
    expect(typeof factory).toBe("function");
    expect(facts(world)).toEqual(facts(factory()));
  });

  test("every option has a description and a default", () => {
    const { properties = {}, required } = plugin.options.jsonSchema;
    expect(required).toBeUndefined();
    for (const { description } of Object.values(properties)) expect(description).toMatch(/./);
  });
});

describe("options from a file", () => {
  const out = new Float64Array(1);
  const firstReward = (world: ControlWorld<Space, Box>, state: readonly number[]): number => {
    const row = Float64Array.from(state);
    world.task.reward(row, Float32Array.of(1), row, out);
    return out[0]!;
  };
  const cases: readonly (readonly [string, object, (world: ControlWorld<Space, Box>) => unknown, unknown])[] = [
    ["cartPole", { version: "v0" }, ({ maxEpisodeSteps }) => maxEpisodeSteps, 200],
    ["cartPole", { rewards: "failure" }, (world) => firstReward(world, [3, 0, 0, 0]), -1],
    ["continuousCartPole", { discount: 0.5 }, ({ discount }) => discount, 0.5],
    ["pendulum", { promotion: "numpy-2" }, (world) => firstReward(world, [0, 0]), -Math.fround(0.001)],
    ["cartPoleSwingUp", { height: -1, moveCost: 0 }, (world) => firstReward(world, [0, 0, 3, 0, 0]), 1],
    ["puddleWorld", { depth: "deepest" }, (world) => firstReward(world, [0.45, 0.75]), -41],
    ["optimalReplacement", { price: 7 }, (world) => firstReward(world, [0]), -7],
    ["linearQuadratic", { transition: [[0.5]], control: [[1]], stateCost: [[1]], actionCost: [[3]] },
      (world) => (world as LinearQuadraticWorld).state.size, 1], // of that plugin
    ["independentStates", { law: "exponential", dimensions: 3 }, ({ observation }) => observation.size, 3],
    ["carOnTheHill", { start: "uniform", discount: 0.9 }, ({ discount }) => discount, 0.9],
  ];
  test.each(cases)("%s %o", (name, options, read, expected) => {
    expect(read(create(name, options))).toBe(expected);
  });

  test("wrong ones are refused before anything is made", () => {
    expect(() => create("pendulum", { gravity: 0 })).toThrow(/gravity: expected above 0, got 0/);
    expect(() => create("cartPole", { version: "v2" })).toThrow(/one of v0, v1/);
    expect(() => create("acrobot", { windy: true })).toThrow(/windy: no such option; there are: discount/);
  });
});
