import { boxOfShape, createComponent, isPlugin } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { counts } from "./counts.ts";
import { threeStatesProblem as problem } from "./fixtures/three-states.ts";
import { corruptedPlugin, countsPlugin, neighborhoodCountsPlugin, plugins } from "./plugins.ts";

describe("plugins", () => {
  test("each is a model learner, named once", () => {
    const names = plugins.map((plugin) => plugin["~worldwise-plugin"].name);
    expect(names.join(" ")).toBe("counts lastOutcome dirichlet neighborhoodCounts corrupted threeStatesMaximumLikelihood threeStatesIterVaml");
    expect(plugins.every((plugin) => isPlugin(plugin) && plugin["~worldwise-plugin"].role === "model-learner")).toBe(true);
  });

  const complete = plugins.filter((plugin) => plugin !== corruptedPlugin && plugin !== neighborhoodCountsPlugin);
  test.each(complete)("$~worldwise-plugin.name is made of its defaults", (plugin) => {
    const { "~worldwise": marker } = createComponent(plugin, {}, problem);
    const { name } = plugin["~worldwise-plugin"];
    expect(marker).toMatchObject({ role: "model-learner", name, package: "@worldwise/model-tabular" });
  });

  test("corrupted takes a learner as a part, and nothing else", () => {
    const options = { learner: counts(problem), factor: 0.25 };
    expect(createComponent(corruptedPlugin, options, problem)["~worldwise"].name).toBe("corrupted(counts)");
    const complaint = /learner: expected a component of the role model-learner/;
    expect(() => createComponent(corruptedPlugin, { learner: 3 }, problem)).toThrow(complaint);
    expect(() => createComponent(corruptedPlugin, {}, problem)).toThrow(/learner: expected a value; it has no default/);
  });

  test("neighborhoodCounts takes pictures alone", () => {
    const pictures = { ...problem, observation: boxOfShape("uint8", [2, 3], 0, 1) };
    expect(createComponent(neighborhoodCountsPlugin, {}, pictures)["~worldwise"].name).toBe("neighborhood-counts");
    // @ts-expect-error states have no pixels: the compiler says so, and so must the plugin
    expect(() => createComponent(neighborhoodCountsPlugin, {}, problem)).toThrow(/pictures of bits/);
  });

  test("bad options are named", () => {
    expect(() => createComponent(countsPlugin, { width: 0, prior: "maybe" }, problem)).toThrow(/width[^]*prior/);
  });
});
