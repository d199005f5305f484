import type { LossInputs, Tensor } from "@worldwise/protocol";
import { expect, test } from "vitest";
import { __factory__ } from "./__concept__.ts";

/** Tensors that hold their numbers, so that the equation can be followed by hand. */
const tensor = (...numbers: number[]): Tensor => ({ shape: [numbers.length], dtype: "float64", "~trace": numbers });
const numbersOf = ({ "~trace": trace }: Tensor): number[] => (Array.isArray(trace) ? trace.map(Number) : []);
const sum = (numbers: number[]): number => numbers.reduce((total, x) => total + x, 0);

const operations = {
  mean: (of: Tensor): Tensor => tensor(sum(numbersOf(of)) / numbersOf(of).length),
  negative: (of: Tensor): Tensor => tensor(...numbersOf(of).map((x) => -x)),
};

/** A model whose next state is normal around 0 with variance 1; what the loss may not read is empty. */
function standardNormal(next: Tensor): LossInputs<"logProbability", never> {
  const logProbability = (at: Tensor): Tensor => tensor(...numbersOf(at).map((x) => -(x * x + Math.log(2 * Math.PI)) / 2));
  const nothing = tensor();
  return {
    predicted: { logProbability }, predict: () => ({ logProbability, state: nothing }), decision: {}, extras: {},
    noise: () => nothing, state: nothing, action: nothing, next, reward: nothing, discount: nothing,
  };
}

test("the loss is the mean of the negative log-likelihoods", () => {
  const [loss] = numbersOf(__factory__(operations).loss(standardNormal(tensor(0, 2))));
  expect(loss).toBeCloseTo((0 + 4) / 4 + Math.log(2 * Math.PI) / 2, 12);
});

test("it asks for the density of the model and for nothing else", () => {
  expect(__factory__(operations)["~worldwise"]).toMatchObject({ needs: ["predicted.logProbability"], provides: [] });
});
