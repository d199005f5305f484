import { dirichlet } from "@worldwise/model-tabular";
import { box, createComponent, discrete, isPlugin } from "@worldwise/protocol";
import { expect, test } from "vitest";
import {
  diagonalGaussianPlugin, linearExpectationPlugin, linearGaussianPlugin, normalGammaRewardsPlugin, plugins, valueTargetedRegressionPlugin,
} from "./plugins.ts";

const finite = { observation: discrete(3), action: discrete(2), discount: 0.9 };
const real = { observation: box("float64", [-1], [1]), action: box("float64", [-1], [1]), discount: 0.9 };

test("each is a model learner or a model class, and is made of its defaults", () => {
  const roles = plugins.map((plugin) => isPlugin(plugin) && plugin["~worldwise-plugin"].role);
  expect([...new Set(roles)]).toEqual(["model-learner", "model-class"]);
  const made = [
    createComponent(linearExpectationPlugin, {}, finite), createComponent(linearGaussianPlugin, {}, real),
    createComponent(diagonalGaussianPlugin, {}, { ...real, action: finite.action }), createComponent(valueTargetedRegressionPlugin, {}, finite),
    createComponent(normalGammaRewardsPlugin, { learner: dirichlet(finite) }, finite),
  ];
  expect(made.map(({ "~worldwise": { name } }) => name).join(" "))
    .toBe("linearExpectation linearGaussian diagonal-gaussian linear valueTargetedRegression bayesianRewards(dirichlet, normalGamma)");
});

test("spaces and options are checked", () => {
  expect(() => createComponent(linearExpectationPlugin, { features: "identity" }, real)).toThrow(/counted/);
  expect(() => createComponent(linearGaussianPlugin, {}, finite)).toThrow(/real vectors/);
  expect(() => createComponent(valueTargetedRegressionPlugin, { horizon: 0 }, finite)).toThrow(/horizon/);
  expect(() => createComponent(normalGammaRewardsPlugin, { learner: 3 }, finite)).toThrow(/model-learner/);
});
