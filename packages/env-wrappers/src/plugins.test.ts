import type { Component, Dynamics } from "@worldwise/protocol";
import { createComponent, isComponent } from "@worldwise/protocol";
import { asEnvironment } from "@worldwise/rollout";
import { describe, expect, test } from "vitest";
import { ladder } from "./fixtures/ladder.ts";
import { puck } from "./fixtures/puck.ts";
import { rewardScale } from "./index.ts";
import * as everything from "./index.ts";

const { plugins } = everything;
const byName = new Map(plugins.map((plugin) => [plugin["~worldwise-plugin"].name, plugin]));
const create = (
  name: string, options: object,
): Component & Dynamics => createComponent(byName.get(name)!, options, undefined) as Component & Dynamics; // of those
const partsOf: Readonly<Record<string, object>> = { tabulate: { bins: [4] }, switching: { then: puck() } };
/** An environment with a marker. */
const boxed = (): Component => rewardScale(asEnvironment(puck(), { seed: 1 }), {});

describe.each(plugins.map((plugin) => [plugin["~worldwise-plugin"].name, plugin] as const))("plugin %s", (name, plugin) => {
  const { properties = {}, required } = plugin.options.jsonSchema;
  const { role } = plugin["~worldwise-plugin"];
  // Unbounded observations have no cells.
  const made = (inner: object): Component => create(name, { inner, ...partsOf[name] });

  test("its name is that of the factory, and it makes a frozen component round dynamics", () => {
    expect(everything).toHaveProperty(name);
    const component = made(puck());
    expect(isComponent(component, name === "runningNormalization" ? "environment" : "dynamics")).toBe(true);
    expect(component).toMatchObject({ "~worldwise": { name, package: "@worldwise/env-wrappers" } });
    expect(Object.isFrozen(component)).toBe(true);
  });

  if (role === "environment") test(
    "round an environment it makes an environment", () => expect(isComponent(made(boxed()), "environment")).toBe(true),
  );
  else test("needs dynamics", () => expect(() => made(boxed())).toThrow(/inner: expected a component of the role dynamics/));

  test("every option has a description, and all but the worlds a default", () => {
    for (const { description } of Object.values(properties)) expect(description).toMatch(/./);
    expect(required).toEqual(name === "switching" ? ["inner", "then"] : ["inner"]);
  });
});

describe("options from a file", () => {
  const cases: readonly (readonly [string, object, (world: Component & Dynamics) => unknown, unknown])[] = [
    ["distractors", { inner: puck(), count: 3, kind: "noise" }, ({ observation }) => observation.size, 5],
    ["frameStack", { inner: puck(), frames: 2 }, ({ observation }) => observation.shape, [2, 2]],
    ["flatten", { inner: ladder() }, ({ observation }) => observation.size, 5],
    ["actionDelay", { inner: puck(), steps: 3, first: [0.5, 0], pendingSeen: true }, ({ observation }) => observation.size, 8],
    ["discretizeActions", { inner: puck(), levels: [2, 5] }, ({ action }) => action, expect.objectContaining({ count: 10 })],
    ["discretizeActions", { inner: puck(), levels: [2] }, ({ action }) => action, expect.objectContaining({ count: 4 })],
    ["discretizeObservations", { inner: puck(), bins: [2, 3], low: [-1, -1], high: [1, 1] },
      ({ observation }) => observation, expect.objectContaining({ count: 6 })],
    ["tabulate", { inner: puck(), bins: [5], levels: [2] }, ({ observation, action }) => [observation, action],
      [expect.objectContaining({ count: 25 }), expect.objectContaining({ count: 4 })]],
    ["normalize", { inner: puck(), clip: 3 }, ({ observation }) => observation,
      expect.objectContaining({ low: [-3, -2], high: [3, 2] })],
    ["switching", { inner: puck(), then: puck(), at: 7 }, ({ state }) => state, expect.objectContaining({ high: [4, 2, 7] })],
  ];
  test.each(cases)("%s %#", (name, options, read, expected) => expect(read(create(name, options))).toEqual(expected));

  test("wrong ones are refused", () => {
    expect(() => create("distractors", { inner: puck(), count: 0 })).toThrow(/count: expected at least 1, got 0/);
    expect(
      () => create("distractors", { inner: { observation: 1 } }),
    ).toThrow(/inner: expected a component of the role environment/);
  });
});
