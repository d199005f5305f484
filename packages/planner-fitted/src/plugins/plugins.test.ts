import { box, createComponent, discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { plugins } from "./plugins.ts";

const problem = { observation: box("float32", [-1, -2], [1, 2]), action: discrete(2), discount: 0.9 };
const small = { capacity: 10, treeCount: 2 };
const named = (name: string) => plugins.find((plugin) => plugin["~worldwise-plugin"].name === name)!;

describe.each(plugins.map((plugin) => [plugin["~worldwise-plugin"].name, plugin] as const))("%s", (name, plugin) => {
  // Linear Dyna shares its features with a model: both begin with one for each state, and are told together what to take for a box.
  const options = name === "linearDyna" ? { features: "tileCoding" } : {};

  test("is created with its defaults, and marked", () => {
    const marker = createComponent(plugin, options, problem)["~worldwise"];
    expect(marker).toMatchObject(
      { role: "planner", package: "@worldwise/planner-fitted", spaces: { observation: problem.observation } }
    );
    expect(plugin.options.jsonSchema.required).toBeUndefined();
    expect(createComponent(plugin, {}, { ...problem, observation: discrete(4) })["~worldwise"].role).toBe("planner");
  });

  test("refuses unknown options, and actions that cannot be counted", () => {
    expect(() => createComponent(plugin, { iteration: 1 }, problem)).toThrow(/no such option/);
    expect(() => createComponent(plugin, {}, { ...problem, action: problem.observation })).toThrow(/actions that can be counted/);
  });
});

describe("words choose parts", () => {
  test.each([
    ["extraTrees", "extra-trees"], ["nearestNeighbors", "nearest-neighbors"], ["kernelSmoothing", "kernel-smoothing"],
    ["aggregation", "aggregation"], ["linear", "linear radialBasis"], ["kernelRidge", "gaussian kernel-ridge"],
  ])("regressor %s", (regressor, name) => {
    expect(createComponent(named("fittedQ"), { regressor, ...small }, problem)["~worldwise"].name).toBe(`fitted-q ${name}`);
  });

  test.each(["polynomial", "fourier", "tileCoding", "radialBasis"])("features %s", (features) => {
    const planner = createComponent(named("fittedQ"), { regressor: "linear", features, ...small }, problem);
    expect(planner["~worldwise"].name).toBe(`fitted-q linear ${features}`);
  });

  test("the source decides what is needed", () => {
    expect(createComponent(named("lspi"), {}, problem)["~worldwise"].needs).toEqual(["data"]);
    expect(createComponent(named("lspi"), { source: "model" }, problem)["~worldwise"].needs).toEqual(["data", "dynamics"]);
    expect(createComponent(named("fittedValueIteration"), {}, problem)["~worldwise"].needs).toEqual(["dynamics"]);
  });

  test("one-hot features do not suit observations that cannot be counted", () => {
    expect(() => createComponent(named("lstd"), { features: "oneHot" }, problem)).toThrow(/cannot be counted/);
  });
});

test("names are different", () => {
  expect(new Set(plugins.map((plugin) => plugin["~worldwise-plugin"].name)).size).toBe(plugins.length);
});
