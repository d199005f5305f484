import { mul, numbers, tensor } from "@worldwise/autodiff";
import type { LossInputs, Tensor } from "@worldwise/protocol";
import { createComponent, discrete } from "@worldwise/protocol";
import { describeContract, testModelLoss } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { __factory__, __factory__Plugin } from "./__concept__.ts";

describe("vectors", () => describeContract(testModelLoss(__factory__), { describe, test }));
describe("tables", () => {
  describeContract(testModelLoss(__factory__, { spaces: { observation: discrete(4), action: discrete(2) } }), { describe, test });
});

/** Two transitions: the model expects 1 and 2, what came is 1 and 4, with log-likelihoods −1 and −3. V(x) = 10 x. */
function twoTransitions(): LossInputs<"expectation" | "logProbability", "tracedValue"> {
  const expected = tensor([1, 2]);
  const predicted = { expectation: (f: (state: Tensor) => Tensor) => f(expected), logProbability: () => tensor([-1, -3]) };
  const unread = tensor([0, 0]);
  return {
    predicted, predict: () => ({ ...predicted, state: expected }), decision: { tracedValue: (state) => mul(10, state) },
    extras: {}, noise: () => unread, state: unread, action: unread, next: tensor([1, 4]), reward: unread, discount: unread,
  };
}

test("the loss is the one computed by hand: (0² + 20²) / 2 and half of (1 + 3) / 2", () => {
  expect(numbers(__factory__({ likelihoodWeight: 0.5 }).loss(twoTransitions()))).toEqual(Float64Array.of(201));
});

test("without likelihood only values count", () => {
  expect(numbers(__factory__({ likelihoodWeight: 0 }).loss(twoTransitions()))).toEqual(Float64Array.of(200));
});

test("the plugin makes the same loss, and refuses a negative weight", () => {
  const loss = createComponent(__factory__Plugin, { likelihoodWeight: 0.5 }, undefined);
  expect(numbers(loss.loss(twoTransitions()))).toEqual(Float64Array.of(201));
  expect(() => createComponent(__factory__Plugin, { likelihoodWeight: -1 }, undefined)).toThrow(/expected at least 0/);
});
