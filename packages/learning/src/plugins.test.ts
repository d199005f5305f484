import { adam } from "@worldwise/nn";
import { createComponent, discrete } from "@worldwise/protocol";
import { expect, test } from "vitest";
import { maximumLikelihood } from "./fixtures/losses.ts";
import { seeded } from "./fixtures/random.ts";
import { recorded } from "./fixtures/recorded.ts";
import { softmaxTable } from "./fixtures/softmax-table.ts";
import { gradientLearnerPlugin, noLoss, plugins } from "./plugins.ts";

const problem = { observation: discrete(3), action: discrete(2), discount: 0.9 };
const parts = { model: softmaxTable(problem), loss: maximumLikelihood, rewardLoss: noLoss, judge: noLoss, optimizer: adam({ rate: 0.1 }) };

test("a learner by name is made of parts", () => {
  const learner = createComponent(gradientLearnerPlugin, { ...parts, batches: "all", steps: 300 }, problem);
  const state = learner.init(seeded(1));
  const { mdp } = learner.model(state);
  learner.update(state, recorded(problem, [[0, 0, Number.NaN, 1]]) as never, {} as never, seeded(2)); // any data, no words
  expect(mdp.probability[1]).toBeGreaterThan(0.99);
  expect(plugins.map((plugin) => plugin["~worldwise-plugin"].name)).toEqual(["gradientLearner", "noLoss"]);
});

test("a part of another role is refused", () => {
  expect(() => createComponent(gradientLearnerPlugin, { ...parts, model: maximumLikelihood }, problem)).toThrow(
    "model: expected a component of the role model-class, got a record",
  );
});
