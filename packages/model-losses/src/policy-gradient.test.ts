import { iota, mul, numbers, sum, tensor } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import type { FiniteRows } from "./finite-rows.ts";
import { discountedVisits, policyValue } from "./finite-rows.ts";
import { near } from "./fixtures/near.ts";
import gradients from "./fixtures/paml-policy-gradient-seed11.json" with { type: "json" };
import { softmaxPolicy } from "./fixtures/random-world.ts";
import { gradientDistance } from "./gradient-distance.ts";
import { policyGradient } from "./policy-gradient.ts";

describe("policy gradients of the model and of the world", () => {
  const { inputs, expected, relative_tolerance: tolerance } = gradients;
  const rowsFrom = (P: readonly (readonly (readonly number[])[])[]): FiniteRows => ({
    continuation: tensor([0, 1, 2].flatMap((x) => [0, 1].flatMap((a) => P[a]![x]!.map((p) => inputs.gamma * p))), [6, 3]),
    reward: tensor(inputs.r.flat()),
  });
  const [world, model] = [rowsFrom(inputs.P), rowsFrom(inputs.Phat)];
  const theta = tensor(inputs.theta.flat(), [3, 2]);
  const { parameters, probabilities } = softmaxPolicy(theta);
  const policy = (own: readonly Tensor[]): Tensor => probabilities!(own, iota(3));
  const initial = tensor(inputs.rho);
  const present = policy(parameters);
  const value = policyValue(world, present);
  const critic = tensor(worldQ());

  test("values, visits, and both gradients", () => {
    near([inputs.rho.reduce((total, p, x) => total + p * numbers(value)[x]!, 0)], [expected.J_true], tolerance);
    near(numbers(mul(1 - inputs.gamma, discountedVisits(world, present, initial))), expected.occupancy_true, tolerance);
    near(numbers(mul(1 - inputs.gamma, discountedVisits(model, present, initial))), expected.occupancy_model, tolerance);
    near(numbers(gradientIn(world)[0]!), expected.grad_true.flat(), tolerance);
    near(numbers(gradientIn(model)[0]!), expected.grad_full_model.flat(), tolerance);
    near(numbers(gradientIn(model, critic)[0]!), expected.grad_model_occupancy_true_Q.flat(), tolerance);
  });

  test("the losses between them", () => {
    near(numbers(gradientDistance(gradientIn(world), gradientIn(model), false)), [expected.paml_loss_full], tolerance);
    near(numbers(gradientDistance(gradientIn(world), gradientIn(model, critic), false)), [expected.paml_loss_trueQ], tolerance);
  });

  test("the gradient is that of ρ · V by central differences", () => {
    const J = (own: ArrayLike<number>): number => numbers(sum(mul(initial, policyValue(world, policy([tensor(own, [3, 2])])))))[0]!;
    inputs.theta.flat().forEach((_, i) => {
      const at = (by: number): number => J(inputs.theta.flat().map((each, j) => (i === j ? each + by : each)));
      expect(expected.grad_true.flat()[i]).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 8);
    });
  });

  function gradientIn(rows: FiniteRows, own?: Tensor): readonly Tensor[] {
    return policyGradient({ rows, policy, parameters, initial, ...(own && { critic: own }) });
  }
  function worldQ(): number[] {
    const [continuation, reward, V] = [numbers(world.continuation), numbers(world.reward), numbers(value)];
    return Array.from(reward, (r, row) => r + [0, 1, 2].reduce((total, y) => total + continuation[row * 3 + y]! * V[y]!, 0));
  }
});
