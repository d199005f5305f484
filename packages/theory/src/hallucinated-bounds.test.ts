import fc from "fast-check";
import { expect, test } from "vitest";
import { expectComplaint } from "./fixtures/expect-complaint.ts";
import { mdpOf, randomCase, shapeOf } from "./fixtures/worlds.ts";
import { hallucinatedBounds, holds } from "./index.ts";
import type { Mdp } from "@worldwise/protocol";

const shapes = fc.noBias(fc.nat()).map(shapeOf);

/** The same world, always going where its rows go first. */
function deterministic(mdp: Mdp): Mdp {
  return mdpOf(Array.from(mdp.reward, (_, row) => mdp.rowStart[row] === mdp.rowEnd[row] ? []
    : [[mdp.successor[mdp.rowStart[row]!]!, 1, mdp.terminated[mdp.rowStart[row]!] === 1 ? 1 : 0]]), mdp);
}

test("bounds hold on thousands of deterministic worlds", () => {
  fc.assert(fc.property(shapes, (shape) => {
    const { truth, model, random } = randomCase(shape);
    const actions = Int32Array.from({ length: 1 + random.integer(6) }, () => random.integer(truth.actionCount));
    const { returns } = hallucinatedBounds(deterministic(truth), model, random.integer(truth.stateCount), actions);
    expect(holds(returns.hallucinated) && returns.hallucinated.right <= returns.oneStep.right + 1e-10).toBe(true);
  }), { seed: 1, numRuns: 1500 });
});

test("by hand: a model that stays with probability ¼ where the truth moves on", () => {
  const reward = Float64Array.of(0, 0, 1), shape = { stateCount: 3, reward, discount: 0.5 };
  const truth = mdpOf([[[1, 1, 0]], [[2, 1, 0]], [[2, 1, 0]]], shape);
  const model = mdpOf([[[1, 0.75, 0], [0, 0.25, 0]], [[2, 0.75, 0], [1, 0.25, 0]], [[2, 1, 0]]], shape);
  const { returns, hallucinatedErrors, oneStepErrors } = hallucinatedBounds(truth, model, 0, Int32Array.of(0, 0));
  expect([...hallucinatedErrors]).toEqual([0.25, 0.4375]);
  expect([...oneStepErrors]).toEqual([0.25, 0.25]);
  expect(returns.hallucinated.left).toBe(0.25 * 0.4375); // γ² (1 − 9/16)
  expect(returns.hallucinated.right).toBe(2 * (0.5 * 0.25 + 0.25 * 0.4375));
  expect(returns.oneStep.right).toBe(2 * (0.5 * 0.25 + 0.25 * 0.5));
});

test("worlds with chance are refused", () => {
  const { truth } = randomCase({ seed: 3, stateCount: 4, actionCount: 1, discount: 0.9, kind: "same", ending: 0 });
  const mixed = mdpOf([[[0, 0.5, 0], [1, 0.5, 0]], [], [], []], truth);
  expectComplaint(() => hallucinatedBounds(mixed, mixed, 0, Int32Array.of(0)), "bad-rollout", {
    expected: "one outcome of each pair on the way", got: "0.5 for state 0, action 0",
    todo: "give a rollout of a deterministic world",
  });
  expect(() => hallucinatedBounds(truth, truth, 4, Int32Array.of(0))).toThrow("a start below 4");
  expect(() => hallucinatedBounds(truth, truth, 0, Int32Array.of(1))).toThrow("actions below 1");
  expect(() => hallucinatedBounds(truth, truth, 0, new Int32Array())).toThrow("at least one action");
});
