import { adam } from "@worldwise/nn";
import type { Discrete, ModelLearner } from "@worldwise/protocol";
import { createComponent, discrete } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { maximumLikelihood, squaredReward } from "./fixtures/losses.ts";
import { seeded } from "./fixtures/random.ts";
import type { Row } from "./fixtures/recorded.ts";
import { recorded } from "./fixtures/recorded.ts";
import { softmaxTable } from "./fixtures/softmax-table.ts";
import { gradientLearner } from "./gradient-learner.ts";
import type { GradientState } from "./gradient-state.ts";
import { gradientLearnerPlugin, noLoss } from "./plugins.ts";

const problem = { observation: discrete(3), action: discrete(2), discount: 0.9 };
/** Every reward is 2, and no reward is learned. */
const rows = Array.from({ length: 400 }, (_, i): Row => [i % 3, i % 2, 2, (i * 7) % 3]);
const parts = {
  model: softmaxTable(problem), loss: maximumLikelihood, optimizer: adam({ rate: 0.1 }), batches: "all", steps: 20,
  holdoutFraction: 0.3,
} as const;

function learned(learner: ModelLearner<Discrete, Discrete, GradientState, never, "mdp">) {
  const state = learner.init(seeded(1));
  learner.update(state, recorded(problem, rows), {}, seeded(2));
  return { members: state.members, metrics: learner.metrics!(state) };
}

describe("a judge", () => {
  test("tells what it makes of the held-out transitions, and changes nothing", () => {
    const judged = learned(gradientLearner({ ...parts, judge: squaredReward }));
    const alone = learned(gradientLearner(parts));
    expect(judged.metrics["judgedLoss"]).toBeCloseTo(4, 12);
    expect(judged.members).toEqual(alone.members);
    expect(judged.metrics["holdoutLoss"]).toBe(alone.metrics["holdoutLoss"]);
    expect(alone.metrics).not.toHaveProperty("judgedLoss");
  });
  test("judges what an update ends with, where epochs go back to the best", () => {
    const { metrics } = learned(gradientLearner({ ...parts, batches: "shuffled", epochs: 4, judge: maximumLikelihood }));
    expect(metrics["judgedLoss"]).toBeCloseTo(metrics["holdoutLoss"]!, 12);
  });
  test("wants transitions that are held out", () => {
    expect(() => gradientLearner({ ...parts, holdoutFraction: 0, judge: squaredReward })).toThrow(/held-out transitions for squared-reward/);
  });
  test("by name stays away unless it is chosen", () => {
    const named = { model: parts.model, loss: maximumLikelihood, rewardLoss: noLoss, optimizer: parts.optimizer };
    const withNobody = createComponent(gradientLearnerPlugin, { ...named, judge: noLoss }, problem);
    expect(learned(withNobody as never).metrics).not.toHaveProperty("judgedLoss"); // made for this problem
    expect(() => createComponent(gradientLearnerPlugin, { ...named, judge: squaredReward }, problem)).toThrow(/holdoutFraction/);
  });
});
