import type { Mdp } from "@worldwise/protocol";
import { checkMdp, createComponent, isComponent } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import * as everything from "./index.ts";
import type { TabularWorld } from "./tabular-world.ts";

const { plugins } = everything;
const byName = new Map(plugins.map((plugin) => [plugin["~worldwise-plugin"].name, plugin]));
const create = (name: string, options: object = {}): TabularWorld =>
  createComponent(byName.get(name)!, options, undefined) as unknown as TabularWorld; // the test reads its mdp where it has one
const factories = new Map<string, unknown>(Object.entries(everything));

/** Every array of an MDP as one string: large ones are compared in no time. */
const bytes = (mdp: Mdp | undefined): object =>
  Object.fromEntries(Object.entries(mdp ?? {}).map(([field, value]: [string, unknown]) => [field, ArrayBuffer.isView(value)
    ? Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString("latin1") : value]));

describe.each(plugins.map((plugin) => [plugin["~worldwise-plugin"].name, plugin] as const))("plugin %s", (name, plugin) => {
  const { role } = plugin["~worldwise-plugin"];
  const { properties = {}, required } = plugin.options.jsonSchema;
  const component: { readonly mdp?: Mdp } & object = create(name);

  test("makes a frozen component of its role and name, from this package", () => {
    expect(isComponent(component, role)).toBe(true);
    expect(component).toMatchObject({ "~worldwise": { name, package: "@worldwise/env-tabular" } });
    expect(Object.isFrozen(component)).toBe(true);
  });

  test("its name is that of the factory, and its defaults are the factory's", () => {
    const factory = factories.get(name) as () => { readonly mdp?: Mdp }; // the next line proves it
    expect(typeof factory).toBe("function");
    expect(bytes(component.mdp)).toEqual(bytes(factory().mdp));
  });

  test("every option has a description and a default", () => {
    expect(required).toBeUndefined();
    for (const { description } of Object.values(properties)) expect(description).toMatch(/./);
  });

  if (role === "dynamics" && component.mdp) test("its transition table is one", () => { checkMdp(component.mdp!, 1e-12); });
});

describe("options from a file", () => {
  const cases: readonly (readonly [string, object, (world: TabularWorld) => unknown, unknown])[] = [
    ["dynaMaze", { discount: 0.5 }, ({ discount }) => discount, 0.5],
    ["largerMaze", { factor: 3 }, ({ mdp }) => mdp.stateCount, 423],
    ["fourRooms", { goal: [1, 1] }, ({ grid }) => grid?.marks, { 14: "G" }],
    ["frozenLake", { size: "8x8" }, ({ mdp }) => mdp.stateCount, 64],
    ["frozenLake", { map: ["SFG"], slippery: false, rewardSchedule: [2, 0, -1] }, ({ mdp }) => [...mdp.reward.subarray(4)],
      [-1, -1, 2, -1, 0, 0, 0, 0]],
    ["cliffWalking", { slippery: true }, ({ mdp }) => mdp.successor.length, 48 * 4 * 3],
    ["taxi", { rainy: true }, ({ mdp }) => mdp.successor.length, 500 * (4 * 3 + 2)],
    ["randomWalk", { states: 19, leftReward: -1 }, ({ mdp }) => mdp.stateCount, 21],
    ["jumpWalk", { states: 10, jump: 2 }, ({ mdp }) => mdp.stateCount, 12],
    ["chainWalk", { states: 6, rewarded: [3] }, ({ mdp }) => mdp.reward.indexOf(1), 6],
    ["riverSwim", { variant: "osband" }, ({ maxEpisodeSteps }) => maxEpisodeSteps, 20],
    ["deepSea", { size: 3, mapping: "plain", stochastic: true }, ({ mdp }) => mdp.successor.length, 9 * 3 + 2],
    ["garnet", { states: 5, branching: 2, actions: 2, seed: 9 }, ({ mdp }) => mdp.successor.length, 20],
    ["smallShooter", { rows: 4, columns: 3, targets: [1] }, ({ observation }) => observation.count > 50, true],
    ["wideTree", { leaves: 7 }, ({ mdp }) => mdp.stateCount, 17],
  ];
  test.each(cases)("%s %o", (name, options, read, expected) => {
    expect(read(create(name, options))).toEqual(expected);
  });

  test("wrong ones are refused before anything is made", () => {
    expect(() => create("largerMaze", { factor: 9 })).toThrow(/factor: expected at most 8, got 9/);
    expect(() => create("taxi", { windy: true })).toThrow(/windy: no such option; there are: rainy, discount/);
    expect(() => create("riverSwim", { variant: "amazon" })).toThrow(/one of strehl-littman, osband/);
  });
});
