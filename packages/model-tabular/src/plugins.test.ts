import { boxOfShape, createComponent, isPlugin } from "@worldwise/protocol";
import type { Plugin } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { aggregatedTablePlugin, exponentialFamilyPlugin } from "./class-plugins.ts";
import { counts } from "./counts.ts";
import { threeStatesProblem as problem } from "./fixtures/three-states.ts";
import { corruptedPlugin, countsPlugin, neighborhoodCountsPlugin, plugins } from "./plugins.ts";

describe("plugins", () => {
  test("each is a model learner or a model class, named once", () => {
    const namesOf = (role: string): string =>
      plugins.map((plugin) => plugin["~worldwise-plugin"]).filter((marker) => marker.role === role).map(({ name }) => name).join(" ");
    expect(namesOf("model-learner")).toBe("counts lastOutcome dirichlet neighborhoodCounts corrupted threeStatesMaximumLikelihood threeStatesIterVaml");
    expect(namesOf("model-class")).toBe("softmaxTable simplexTable aggregatedTable lowRank exponentialFamily");
    expect(plugins).toHaveLength(12);
    expect(plugins.every(isPlugin)).toBe(true);
  });

  const incomplete: readonly Plugin[] = [corruptedPlugin, exponentialFamilyPlugin, neighborhoodCountsPlugin];
  const complete = plugins.filter((plugin) => !incomplete.includes(plugin));
  test.each(complete)("$~worldwise-plugin.name is made of its defaults", (plugin) => {
    const { "~worldwise": marker } = createComponent(plugin, {}, problem);
    const { name } = plugin["~worldwise-plugin"];
    expect(marker).toMatchObject({ role: plugin["~worldwise-plugin"].role, name, package: "@worldwise/model-tabular" });
  });

  test("corrupted takes a learner as a part, and nothing else", () => {
    const options = { learner: counts(problem), factor: 0.25 };
    expect(createComponent(corruptedPlugin, options, problem)["~worldwise"].name).toBe("corrupted(counts)");
    const complaint = /learner: expected a component of the role model-learner/;
    expect(() => createComponent(corruptedPlugin, { learner: 3 }, problem)).toThrow(complaint);
    expect(() => createComponent(corruptedPlugin, {}, problem)).toThrow(/learner: expected a value; it has no default/);
  });

  test("features of an exponential family are numbers, row after row", () => {
    const features = Array.from({ length: 2 * 3 * 2 * 3 }, (_, i) => i % 2);
    expect(createComponent(exponentialFamilyPlugin, { features }, problem)["~worldwise"].name).toBe("exponentialFamily");
    expect(() => createComponent(exponentialFamilyPlugin, { features: [1] }, problem)).toThrow(/a multiple of N·M·N/);
  });

  test("a group for every state, where groups are not counted out", () => {
    expect(() => createComponent(aggregatedTablePlugin, { groupCount: 4 }, problem)).toThrow(/groupCount/);
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
