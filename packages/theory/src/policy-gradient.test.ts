import fc from "fast-check";
import { describe, expect, test } from "vitest";
import reference from "./fixtures/policy-gradient.json" with { type: "json" };
import { denseMdp, randomCase, shapeOf } from "./fixtures/worlds.ts";
import {
  type Bound, gradientErrorShares, holds, occupancy, policyGradient, policyGradientBounds, policyValues,
} from "./index.ts";
import { vectorNorm } from "./policy-gradient-bounds.ts";
import { subtract, supNorm } from "./vectors.ts";

const shapes = fc.noBias(fc.nat()).map(shapeOf);

const { inputs, expected } = reference;
const truth = denseMdp(inputs.P, inputs.r, inputs.gamma, inputs.rho);
const model = denseMdp(inputs.Phat, inputs.r, inputs.gamma, inputs.rho);

/** Softmax of the preferences of each state. */
function softmax(preferences: Float64Array): Float64Array {
  const weights = preferences.map(Math.exp);
  return weights.map((weight, row) => weight / (weights[row - row % 2]! + weights[row - row % 2 + 1]!));
}
const theta = Float64Array.from(inputs.theta.flat());
const policy = softmax(theta);

function expectClose(computed: Float64Array, wanted: readonly (readonly number[])[] | readonly number[]): void {
  expect(supNorm(subtract(computed, Float64Array.from(wanted.flat())))).toBeLessThan(reference.relative_tolerance);
}

describe("the reference case", () => {
  test("occupancies and gradients", () => {
    expectClose(occupancy(truth, policy).state, expected.occupancy_true);
    expectClose(occupancy(model, policy).state, expected.occupancy_model);
    expect(policyValues(truth, policy).startValue).toBeCloseTo(expected.J_true, 10);
    const { actionValue: critic } = policyValues(truth, policy);
    expectClose(policyGradient(truth, policy), expected.grad_true);
    expectClose(policyGradient(model, policy), expected.grad_full_model);
    expectClose(policyGradient(model, policy, { critic }), expected.grad_model_occupancy_true_Q);
  });

  test("losses and bounds", () => {
    const stateWeight = Float64Array.from(inputs.nu);
    const { fixedCritic, ownCritic, ...scales } = policyGradientBounds(truth, model, policy, { stateWeight });
    expect(fixedCritic.rows.left ** 2).toBeCloseTo(expected.paml_loss_trueQ, 10);
    expect(ownCritic.left ** 2).toBeCloseTo(expected.paml_loss_full, 10);
    expect(scales.scoreScale).toBeCloseTo(expected.B2, 10);
    expect(scales.criticScale).toBeCloseTo(expected.Qmax, 10);
    expect(scales.concentration).toBeCloseTo(expected.c_PG, 10);
    expect(fixedCritic.likelihood.right).toBeCloseTo(expected.bound_nu, 6);
    expect(fixedCritic.worstLikelihood.right).toBeCloseTo(expected.bound_inf, 6);
  });

  test("the gradient is that of finite differences of J", () => {
    const gradient = policyGradient(truth, policy);
    theta.forEach((_, d) => {
      const at = (step: number): number =>
        policyValues(truth, softmax(theta.map((entry, i) => i === d ? entry + step : entry))).startValue;
      expect((at(1e-5) - at(-1e-5)) / 2e-5).toBeCloseTo(gradient[d]!, 8);
    });
  });
});

describe("on thousands of MDPs", () => {
  test("the bounds hold, in each norm", () => {
    fc.assert(fc.property(shapes, fc.constantFrom("l1" as const, "l2" as const, "linf" as const), (shape, norm) => {
      const { truth, model, policy } = randomCase(shape);
      const { fixedCritic, ownCritic } = policyGradientBounds(truth, model, policy, { norm });
      const { occupancy: first, rows, likelihood, worstLikelihood } = fixedCritic;
      const rounding = 1e-11 / (1 - shape.discount) ** 2;
      const all: readonly Bound[] = [first, rows, likelihood, worstLikelihood, ownCritic];
      if (!all.every((bound) => holds(bound, rounding))) expect.fail(JSON.stringify(all));
      const isChain = first.right <= rows.right * (1 + 1e-9) + rounding
        && rows.right <= Math.min(likelihood.right, worstLikelihood.right) * (1 + 1e-9) + rounding;
      if (!isChain) expect.fail(JSON.stringify(all));
    }), { seed: 1, numRuns: 2000 });
  });

  test("the shares of pairs add up to the error of the gradient", () => {
    fc.assert(fc.property(shapes, (shape) => {
      const { truth, model, policy } = randomCase(shape);
      const { actionValue: critic } = policyValues(truth, policy);
      const error = subtract(policyGradient(truth, policy, { critic }), policyGradient(model, policy, { critic }));
      const { norm, total } = gradientErrorShares(truth, model, policy);
      const scale = 1 / (1 - shape.discount) ** 2;
      expect(supNorm(subtract(error, total))).toBeLessThan(1e-11 * scale);
      expect(vectorNorm(error, "l2")).toBeLessThanOrEqual(vectorNorm(norm, "l1") + 1e-11 * scale);
    }), { seed: 2, numRuns: 500 });
  });
});

test("occupancy: a hand-made episode that ends, and a state that cannot be reached", () => {
  const mdp = { ...denseMdp([[[0, 1, 0], [0, 1, 0], [0, 0, 1]]], [[1], [2], [4]], 0.5), terminated: Uint8Array.of(0, 1, 0) };
  const { state, end } = occupancy(mdp, Int32Array.of(0, 0, 0));
  expect([...state]).toEqual([0.5, 0.25, 0]);
  expect(end).toBe(0.25);
  expect(policyValues(mdp, Int32Array.of(0, 0, 0)).startValue).toBe(2);
});
