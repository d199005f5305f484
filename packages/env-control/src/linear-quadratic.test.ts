import { philox } from "@worldwise/math";
import { seedKey, stepBuffers } from "@worldwise/protocol";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { linearQuadratic } from "./linear-quadratic.ts";
import { solveRiccati } from "./riccati.ts";

const streams = (lanes: number, seed = 0) => philox.streams(seedKey(seed), lanes);

describe("the scalar case has a closed form", () => {
  const scalar = fc.record({
    a: fc.double({ min: -1.5, max: 1.5, noNaN: true }), b: fc.double({ min: 0.2, max: 2, noNaN: true }),
    q: fc.double({ min: 0.01, max: 5, noNaN: true }), r: fc.double({ min: 0.01, max: 5, noNaN: true }),
    discount: fc.double({ min: 0.1, max: 1, noNaN: true }),
  });

  test("P solves γ b² P² + (r − γ a² r − γ b² q) P − q r = 0,  K = γ a b P / (r + γ b² P)", () => {
    fc.assert(fc.property(scalar, ({ a, b, q, r, discount }) => {
      const { outcome, costMatrix, gain } = solveRiccati({
        transition: [[a]], control: [[b]], stateCost: [[q]], actionCost: [[r]], discount,
      });
      const square = discount * b * b;
      const middle = r - discount * a * a * r - square * q;
      const root = (-middle + Math.sqrt(middle * middle + 4 * square * q * r)) / (2 * square);
      expect(outcome).toBe("converged");
      expect(Math.abs(costMatrix[0]![0]! - root) / root).toBeLessThan(1e-10);
      expect(gain[0]![0]).toBeCloseTo(discount * a * b * root / (r + square * root), 9);
    }), { seed: 1, numRuns: 200 });
  });
});

describe("the optimum of a world with two inputs and noise", () => {
  const world = linearQuadratic({
    transition: [[1.1, 0.3, 0], [0, 0.9, -0.2], [0.1, 0, 1]], control: [[0, 1], [0.5, 0], [0.2, 0.3]],
    stateCost: [[2, 0.1, 0], [0.1, 1, 0], [0, 0, 0.5]], actionCost: [[0.3, 0.1], [0.1, 0.4]], noise: [0.1, 0, 0.3], discount: 0.9,
  });
  const { optimal, discount } = world;

  /** r(x, u) + γ E V(x'), where E x' comes from a step whose noise draws are zero. */
  function backup(state: Float64Array, action: Float64Array): number {
    const [out, silent] = [stepBuffers(world.state, 1), streams(1)];
    const still = { ...silent, lane: () => ({ ...silent.lane(0), normal: () => 0 }) };
    world.step(state, action, still, out);
    const { costMatrix } = optimal;
    const spilled = [0.1, 0, 0.3].reduce((sum, deviation, i) => sum + deviation ** 2 * costMatrix[i]![i]!, 0);
    return out.reward[0]! + discount * (optimal.value(out.state) - spilled);
  }

  const vector = (size: number, bound: number): fc.Arbitrary<number[]> =>
    fc.array(fc.double({ min: -bound, max: bound, noNaN: true }), { minLength: size, maxLength: size });

  test("V equals its Bellman backup under the gain, and no other action does better", () => {
    expect(optimal.outcome).toBe("converged");
    fc.assert(fc.property(vector(3, 3), vector(2, 1), (x, change) => {
      const [state, action] = [Float64Array.from(x), new Float64Array(2)];
      optimal.action(state, action);
      const best = backup(state, action);
      expect(best).toBeCloseTo(optimal.value(state), 9);
      expect(backup(state, action.map((push, i) => push + change[i]!))).toBeLessThanOrEqual(best + 1e-10);
    }), { seed: 1, numRuns: 100 });
  });

  test("the cost matrix is symmetric and the noise has its price", () => {
    optimal.costMatrix.forEach((row, i) => row.forEach((entry, j) => expect(entry).toBeCloseTo(optimal.costMatrix[j]![i]!, 10)));
    expect(optimal.value([0, 0, 0])).toBe(-optimal.noiseCost);
    expect(optimal.noiseCost).toBeGreaterThan(0);
  });
});

test("a run under the gain pays what the value says", () => {
  const { optimal, discount, ...world } = linearQuadratic();
  const [state, action, out] = [Float64Array.of(1, -0.5), new Float64Array(1), stepBuffers(world.state, 1)];
  const promised = optimal.value(state);
  let [paid, weight] = [0, 1];
  for (let k = 0; k < 1000; k++) {
    optimal.action(state, action);
    world.step(state, action, streams(1), out);
    paid += weight * out.reward[0]!;
    weight *= discount;
    state.set(out.state);
  }
  expect(paid).toBeCloseTo(promised, 12);
});

test("one step by hand, with noise from the stream", () => {
  const world = linearQuadratic({ noise: [0.5, 0] });
  const out = stepBuffers(world.state, 1);
  world.step(Float64Array.of(2, -3), Float64Array.of(4), streams(1, 5), out);
  const stream = streams(1, 5).lane(0);
  expect(out.state[0]).toBeCloseTo(2 - 0.3 + 0.5 * stream.normal(), 14);
  expect(out.state[1]).toBeCloseTo(-3 + 0.4, 14);
  expect(out.reward[0]).toBeCloseTo(-(4 + 9 + 1.6), 13);
});

test("an unstable system that nothing steers has no finite cost, and says so", () => {
  const { outcome } = solveRiccati({ transition: [[2]], control: [[0]], stateCost: [[1]], actionCost: [[1]], discount: 0.9 });
  expect(outcome).toBe("non-finite");
});

test("matrices that do not fit are refused", () => {
  expect(() => linearQuadratic({ control: [[1]] })).toThrow(/control: 2 rows of 1\n.*1 rows of 1/);
  expect(() => linearQuadratic({ stateCost: [[1, 2], [0, 1]] })).toThrow(/stateCost: a symmetric matrix/);
  expect(() => linearQuadratic({ actionCost: [[-1]] })).toThrow(/actionCost: a positive definite matrix/);
  expect(() => linearQuadratic({ transition: [[1, Number.NaN], [0, 1]] })).toThrow(/transition: finite entries/);
  expect(() => linearQuadratic({ noise: [1] })).toThrow(/noise: 1 rows of 2/);
  expect(() => linearQuadratic({ noise: [1, 1], discount: 1 })).toThrow(/discount below 1 where there is noise/);
});
