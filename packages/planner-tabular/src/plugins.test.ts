import { box, createComponent, discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { plugins } from "./plugins.ts";
import { valueIteration } from "./value-iteration.ts";

const problem = { observation: discrete(3), action: discrete(2), discount: 0.9 };

describe.each(plugins.map((plugin) => [plugin["~worldwise-plugin"].name, plugin] as const))("%s", (name, plugin) => {
  // What a default names, whoever composes hands over.
  const parts = name === "posteriorSampling" ? { planner: valueIteration(problem) } : {};

  test("is created with its defaults, and marked", () => {
    const marker = createComponent(plugin, parts, problem)["~worldwise"];
    expect(marker).toMatchObject({ role: "planner", package: "@worldwise/planner-tabular", spaces: { observation: problem.observation } });
    expect(plugin.options.jsonSchema.required).toBeUndefined();
  });

  test("refuses unknown options", () => {
    expect(() => createComponent(plugin, { stepsize: 1 }, problem)).toThrow(/no such option/);
  });

  test("refuses problems that are not tabular", () => {
    const cart = { ...problem, observation: box("float64", [-1], [1]) };
    expect(() => createComponent(plugin, parts, cart)).toThrow(/discrete observations/);
  });
});

test("names are different", () => {
  expect(new Set(plugins.map((plugin) => plugin["~worldwise-plugin"].name)).size).toBe(plugins.length);
});
