import { box, createComponent, discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { plugins } from "./plugins.ts";

const problem = { observation: discrete(3), action: discrete(2), discount: 0.9 };

describe.each(plugins.map((plugin) => [plugin["~worldwise-plugin"].name, plugin] as const))("%s", (name, plugin) => {
  test("is created with its defaults, and marked", () => {
    const marker = createComponent(plugin, {}, problem)["~worldwise"];
    const { observation } = problem;
    expect(marker).toMatchObject({ role: "planner", package: "@worldwise/planner-gradient", spaces: { observation } });
    expect(marker.needs).toEqual(name.startsWith("exact") ? ["mdp"] : []);
    expect(plugin.options.jsonSchema.required).toBeUndefined();
  });

  test("refuses unknown options, wrong features and actions that cannot be counted", () => {
    expect(() => createComponent(plugin, { stepsize: 1 }, problem)).toThrow(/no such option/);
    expect(() => createComponent(plugin, { features: [1, 2] }, problem)).toThrow(/equally many finite numbers for each of 3/);
    expect(() => createComponent(plugin, {}, { ...problem, action: box("float64", [-1], [1]) })).toThrow(/discrete actions/);
  });

  test("takes boxes where it does not need an explicit MDP", () => {
    const cart = { ...problem, observation: box("float64", [-1], [1]) };
    const make = (): unknown => createComponent(plugin, {}, cart);
    if (name.startsWith("exact")) expect(make).toThrow(/discrete observations/);
    else expect(make).not.toThrow();
  });
});

test("names are different, and a source says what is needed", () => {
  expect(new Set(plugins.map((plugin) => plugin["~worldwise-plugin"].name)).size).toBe(plugins.length);
  const needsOf = (source: string): readonly string[] =>
    createComponent(plugins.at(-1)!, { source }, problem)["~worldwise"].needs;
  const needs = ["real", "imagined", "data"].map(needsOf);
  expect(needs).toEqual([[], ["dynamics"], ["data"]]);
});
