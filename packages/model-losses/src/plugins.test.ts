import { box, createComponent, discrete, isPlugin } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { plugins } from "./plugins.ts";

const problem = { observation: discrete(4), action: discrete(2), discount: 0.9 };
const named = (name: string): (typeof plugins)[number] => plugins.find((plugin) => plugin["~worldwise-plugin"].name === name)!;

describe("plugins", () => {
  test("each is a loss, named once", () => {
    const names = plugins.map((plugin) => plugin["~worldwise-plugin"].name);
    expect(new Set(names).size).toBe(20);
    expect(plugins.every(isPlugin)).toBe(true);
  });

  test.each(plugins)("$~worldwise-plugin.name is made of its defaults", (plugin) => {
    const { "~worldwise": marker } = createComponent(plugin, {}, problem);
    expect(marker).toMatchObject({ role: "model-loss", name: plugin["~worldwise-plugin"].name, package: "@worldwise/model-losses" });
  });

  test("written values take the place of the planner's features", () => {
    const plugin = named("valueEquivalence");
    expect(createComponent(plugin, {}, problem)["~worldwise"].needs).toContain("valueFeatures");
    expect(createComponent(plugin, { values: [[1, 0, 0, 2]] }, problem)["~worldwise"].needs).not.toContain("valueFeatures");
  });

  test("the weighted likelihood brings along how its weights are computed", () => {
    const loss = createComponent(named("weightedLikelihood"), { norm: "Infinity" }, problem);
    expect(loss["~worldwise"].needs).toContain("extras.gamps.weight");
    expect(loss).toMatchObject({ column: { gives: "gamps.weight", needs: ["discount", "tracedPolicy", "extras.behaviorProbability"] } });
  });

  test("what cannot be is refused", () => {
    const boxes = { observation: box("float64", [-1], [1]), action: discrete(2), discount: 0.9 };
    expect(() => createComponent(named("properValueEquivalence"), {}, boxes)).toThrow(/counted/);
    expect(() => createComponent(named("calibratedVaml"), { samples: 1 }, problem)).toThrow(/samples/);
    expect(() => createComponent(named("vaml"), { norm: "l3" }, problem)).toThrow(/norm/);
    expect(() => createComponent(named("optimalModelDesign"), { sweeps: -1 }, problem)).toThrow(/sweeps/);
  });
});
