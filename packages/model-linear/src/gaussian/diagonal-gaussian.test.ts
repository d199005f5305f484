import { exp, mean as meanOf, mul, neg, numbers, square, sub, sum, tensor } from "@worldwise/autodiff";
import { gradientLearner } from "@worldwise/learning";
import { adam } from "@worldwise/nn";
import type { Tensor, Tensors } from "@worldwise/protocol";
import { box, defineModelLoss, discrete, stepBuffers } from "@worldwise/protocol";
import { describeContract, testModelClass } from "@worldwise/testing";
import { describe, expect, test } from "vitest";
import { seeded } from "../fixtures/random.ts";
import { recorded } from "../fixtures/recorded.ts";
import type { DiagonalGaussianParameters } from "./diagonal-gaussian.ts";
import { diagonalGaussian } from "./diagonal-gaussian.ts";

const plane = { observation: box("float64", [-99, -99], [99, 99]), action: discrete(2), discount: 0.9 };

describe("contract, linear", () => { describeContract(testModelClass(() => diagonalGaussian(plane)), { describe, test }); });
describe("contract, constant", () => {
  describeContract(testModelClass(() => diagonalGaussian(plane, { mean: "constant" })), { describe, test });
});

/** A class with its parameters as tensors, and numbers of one's own in them. */
function predicting(mean: "linear" | "constant", own: { offset: number[]; logScale: number[]; slope?: number[] }) {
  const model = diagonalGaussian(plane, { mean, nodes: 41 });
  const parameters = model.init(seeded(1));
  parameters.offset.data.set(own.offset);
  parameters.logScale.data.set(own.logScale);
  if (own.slope) parameters.slope.data.set(own.slope);
  const tensors = Object.fromEntries(Object.entries(parameters).map(([name, { shape, data }]) => [name, tensor(data, shape)]));
  const traced = tensors as Tensors<DiagonalGaussianParameters>; // the same names
  return (state: number[], action: number[]) =>
    model.predict(traced, tensor(state, [state.length / 2, 2]), tensor(action, [action.length], "int32"));
}

const bump = (center: number, width: number) => (state: Tensor): Tensor =>
  exp(mul(-0.5, square(mul(1 / width, sub(state, center)))));

describe("expected values", () => {
  const [offset, logScale] = [[0.3, -1, 2, 0.5], [Math.log(0.7), 0, Math.log(1.5), Math.log(0.2)]];
  const predict = predicting("constant", { offset, logScale });

  test("of bumps are those of the closed form s / √(s² + σ²) exp(−(μ − c)² / (2 (s² + σ²)))", () => {
    const expected = numbers(predict([0, 0, 0, 0], [0, 1]).expectation(bump(1, 0.5)));
    [0, 1, 2, 3].forEach((i) => {
      const variance = 0.25 + Math.exp(2 * logScale[i]!);
      expect(expected[i]).toBeCloseTo(0.5 / Math.sqrt(variance) * Math.exp(-((offset[i]! - 1) ** 2) / (2 * variance)), 6);
    });
  });
  test("of a sum of squares are means and variances, one number for each row", () => {
    const value = predict([5, 5, 7, 7], [1, 0]).expectation((state) => sum(square(state), 1));
    expect(value.shape).toEqual([2]);
    expect(numbers(value)[0]).toBeCloseTo(4 + 2.25 + 0.25 + 0.04, 4);
    expect(numbers(value)[1]).toBeCloseTo(0.09 + 0.49 + 1 + 1, 4);
  });
  test("follow the state where the mean is linear", () => {
    const follow = predicting("linear", { offset: [1, 0, 0, 0], logScale: [0, 0, 0, 0], slope: [2, 0, 0, 3, 0, 1, 1, 0] });
    const { mean, expectation } = follow([1, 2, 1, 2], [0, 1]);
    expect([...numbers(mean)]).toEqual([3, 6, 2, 1]);
    [...numbers(expectation((state) => sum(state, 1)))].forEach((x, b) => expect(x).toBeCloseTo([9, 3][b]!, 10));
  });
});

test("log-densities are those of two independent Gaussians", () => {
  const { logProbability } = predicting("constant", { offset: [1, 2, 0, 0], logScale: [0, Math.log(2), 0, 0] })([0, 0], [0]);
  const [first, second] = [-0.5 * Math.log(2 * Math.PI) - 0.5, -0.5 * Math.log(2 * Math.PI) - Math.log(2) - 0.125];
  expect(numbers(logProbability(tensor([2, 1], [1, 2])))[0]).toBeCloseTo(first + second, 12);
});

describe("trained by likelihood", () => {
  const likelihood = defineModelLoss({
    name: "likelihood", needs: { prediction: ["logProbability"], decision: [] },
    loss: ({ predicted, next }) => neg(meanOf(predicted.logProbability(next))),
  });
  const squared = defineModelLoss({
    name: "squared", needs: { prediction: ["reward"], decision: [] },
    loss: ({ predicted, reward }) => meanOf(square(sub(predicted.reward, reward))),
  });
  const random = seeded(4);
  const rows = Array.from({ length: 600 }, (_, i) => {
    const [x, y, a] = [random.normal(), random.normal(), i % 2];
    const next = [0.5 * x + a + 0.1 * random.normal(), 0.2 * x - y + 0.3 * random.normal()];
    return [[x, y], a, x + a, next] as const;
  });
  const learner = gradientLearner({
    model: diagonalGaussian(plane), loss: likelihood, rewardLoss: squared, batches: "all", steps: 700, optimizer: adam({ rate: 0.02 }),
  });

  test("it finds a linear world, its noise and its rewards; its faces tell them", () => {
    const state = learner.init(seeded(1));
    learner.update(state, recorded(plane, rows as never), {}, seeded(2)); // rows of the form that is recorded
    const { dynamics, expectation } = learner.model(state);
    const next = new Float64Array(2);
    expectation.next(Float64Array.of(1, 2), Int32Array.of(1), next);
    expect(next[0]).toBeCloseTo(1.5, 1);
    expect(Math.abs(next[1]! + 1.8)).toBeLessThan(0.1);
    const out = stepBuffers(plane.observation, 1);
    dynamics.step(Float64Array.of(1, 2), Int32Array.of(1), { lanes: 1, lane: () => random } as never, out); // a stream is all it takes
    expect(out.reward[0]).toBeCloseTo(2, 1);
    expect(Math.abs(out.state[0]! - 1.5)).toBeLessThan(0.5);
    const { logScale } = state.members[0] as unknown as DiagonalGaussianParameters; // the class's tree
    expect(Math.exp(logScale.data[0]!)).toBeCloseTo(0.1, 1);
    expect(Math.exp(logScale.data[1]!)).toBeCloseTo(0.3, 1);
  });
});

test("nodes that are too few are refused", () => {
  expect(() => diagonalGaussian(plane, { nodes: 2 })).toThrow(/nodes: a whole number of at least 3/);
});
