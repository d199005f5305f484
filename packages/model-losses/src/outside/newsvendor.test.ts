import { broadcastTo, grad, mean, mul, numbers, program, softmax, square, store, sub, tensor } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/autodiff";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { newsvendor } from "./newsvendor.ts";

const demands = [1, 2, 5, 9];
const costs = { order: [0.3, 0.2], missing: [2, 0.7], left: [0.5, 0.1] } as const;
const { cost, bestOrder, taskLoss } = newsvendor(demands, costs);
const scalar = (x: Tensor): number => numbers(x)[0]!;
const expectedCost = (order: number, probabilities: readonly number[]): number =>
  probabilities.reduce((total, p, k) => total + p * scalar(cost(tensor(order), tensor(demands[k]!))), 0);
const row = (entries: readonly number[]): Tensor => tensor(entries, [1, entries.length]);
const distribution = fc.array(fc.double({ min: 0.02, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
  .map((weights) => weights.map((each) => each / weights.reduce((total, weight) => total + weight, 0)));

test("the cost of an order by hand", () => {
  expect(scalar(cost(tensor(3), tensor(5)))).toBeCloseTo(0.3 * 3 + 0.1 * 9 + 2 * 2 + 0.35 * 4, 12);
  expect(scalar(cost(tensor(3), tensor(1)))).toBeCloseTo(0.3 * 3 + 0.1 * 9 + 0.5 * 2 + 0.05 * 4, 12);
});

describe("the best order", () => {
  test("costs least among its neighbors", () => {
    fc.assert(fc.property(distribution, (probabilities) => {
      const order = scalar(bestOrder(row(probabilities)));
      const least = expectedCost(order, probabilities);
      for (const by of [-0.01, 0.01, -1, 1]) expect(expectedCost(order + by, probabilities)).toBeGreaterThanOrEqual(least - 1e-12);
    }), { seed: 1, numRuns: 20 });
  });

  test("has the derivative of the implicit function theorem, or 0 on a kink: as differences say", () => {
    const compiled = program(({ logits }) => ({
      order: bestOrder(softmax(logits)), slope: grad((x: Tensor) => mean(bestOrder(softmax(x))))(logits),
    }), { logits: { shape: [1, 4] } }, { dtype: "float64" });
    const order = (logits: readonly number[]): number => compiled.run({ logits }).order[0]!;
    fc.assert(fc.property(fc.array(fc.double({ min: -2, max: 2, noNaN: true }), { minLength: 4, maxLength: 4 }), (logits) => {
      const slope = [...compiled.run({ logits }).slope];
      const atKink = demands.some((demand) => Math.abs(order(logits) - demand) < 1e-3);
      const near = (by: number, k: number): number => order(logits.map((each, i) => (i === k ? each + by : each)));
      const differences = logits.map((_, k) => (near(1e-6, k) - near(-1e-6, k)) / 2e-6);
      if (!atKink) differences.forEach((difference, k) => { expect(slope[k]).toBeCloseTo(difference, 5); });
    }), { seed: 2, numRuns: 200 });
    const onTwo = [0.02, 0.96, 0.01, 0.01].map(Math.log); // the best order rests on the kink at 2
    expect(order(onTwo)).toBeCloseTo(2, 12);
    expect([...compiled.outputs.slope].every((each) => Math.abs(each) === 0)).toBe(true);
  });

  test("is the same compiled", () => {
    const compiled = program(({ p }) => bestOrder(p), { p: { shape: [2, 4] } }, { dtype: "float64" });
    const rows = [0.25, 0.25, 0.25, 0.25, 0.1, 0.2, 0.3, 0.4];
    const eager = numbers(bestOrder(tensor(rows, [2, 4])));
    compiled.run({ p: rows }).forEach((order, b) => { expect(order).toBeCloseTo(eager[b]!, 12); });
  });
});

test("a predictor that cannot be right costs less when it is trained on the cost", () => {
  // One number x stands for the whole distribution, a bump round x; the demand is 1 on six days and 9 on two. Likelihood puts the bump
  // on the mean, 3. What is missing costs more than what is left, so that a higher order is cheaper.
  const days = tensor([1, 1, 1, 1, 1, 1, 9, 9]);
  const distributionAt = (x: Tensor): Tensor => broadcastTo(softmax(mul(-0.1, square(sub(x, tensor(demands))))), [8, 4]);
  const losses = { likelihood: (x: Tensor) => mean(square(sub(x, days))), task: (x: Tensor) => taskLoss(distributionAt(x), days) };
  const trained = (loss: (x: Tensor) => Tensor): Tensor => {
    const x = store({ x: tensor(2.9) }, { dtype: "float64" });
    const step = program(({ x }) => ({ x: { x: sub(x.x, mul(0.05, grad(loss)(x.x))) } }), { x });
    for (let count = 0; count < 300; count++) step.run();
    return tensor(x.parameters.x.data[0]!);
  };
  const [byLikelihood, byTask] = [trained(losses.likelihood), trained(losses.task)];
  expect(scalar(byLikelihood)).toBeCloseTo(3, 6);
  expect(scalar(byTask)).toBeGreaterThan(3);
  expect(scalar(losses.task(byTask))).toBeLessThan(scalar(losses.task(byLikelihood)));
});

test("problems without a solution that has a derivative are refused", () => {
  expect(() => newsvendor([], costs)).toThrow("demands in ascending order");
  expect(() => newsvendor([2, 1], costs)).toThrow("demands in ascending order");
  expect(() => newsvendor(demands, { ...costs, left: [-1, 0] })).toThrow("at least 0");
  expect(() => newsvendor(demands, { ...costs, order: [3, 0.1] })).toThrow("at most as much as missing");
  expect(() => newsvendor(demands, { ...costs, order: [0, 0], left: [1, 0] })).toThrow("quadratic");
});
