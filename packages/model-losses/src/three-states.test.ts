import { add, concat, gather, grad, iota, log, matmul, mul, numbers, pick, reshape, sub, tensor } from "@worldwise/autodiff";
import type { ModelLoss, Tensor } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import threeStates from "./fixtures/grimm2020-3state-ve-vs-mle.json" with { type: "json" };
import { near } from "./fixtures/near.ts";
import { iterVaml } from "./iter-vaml.ts";
import { maximumLikelihood } from "./maximum-likelihood.ts";

describe("three states of Grimm et al., from s0", () => {
  const { inputs, expected, relative_tolerance: tolerance } = threeStates;
  const decision = { tracedValue: (state: Tensor) => gather(tensor(inputs.v), state) };

  /** Σ_y P*(y) · the loss of a single transition to y, with the row (½ (1 − θ), θ, ½ (1 − θ)). */
  function expectedLoss(loss: Pick<ModelLoss, "loss">, theta: Tensor, truth: readonly number[]): Tensor {
    const [outer, inner] = [reshape(mul(0.5, sub(1, theta)), [1, 1]), reshape(theta, [1, 1])];
    const row = concat([outer, inner, outer], 1);
    const predicted = {
      logProbability: (next: Tensor) => log(pick(row, next)),
      expectation: (f: (state: Tensor) => Tensor) => reshape(matmul(row, reshape(f(iota(3)), [3, 1])), [1]),
    };
    const lossOf = (y: number): Tensor => loss.loss({ predicted, next: tensor([y], [1], "int32"), decision } as never); // what both read
    return truth.flatMap((p, y) => (p > 0 ? [mul(p, lossOf(y))] : [])).reduce((total, each) => add(total, each));
  }
  const valueAware = iterVaml() as unknown as ModelLoss; // of any needs
  const likelihood = maximumLikelihood() as unknown as ModelLoss; // as well
  const rowsOfTruth = inputs.P.map(([row]) => row!);

  test.each(["mle", "ve"] as const)("the value error of the model %s", (which) => {
    const errors = rowsOfTruth.map((truth, action) => {
      const mean = truth.reduce((total, p, y) => total + p * inputs.v[y]!, 0);
      const variance = truth.reduce((total, p, y) => total + p * (inputs.v[y]! - mean) ** 2, 0);
      const theta = tensor(expected[which].model_row_s0[action]![1]!);
      return numbers(expectedLoss(valueAware, theta, truth))[0]! - variance;
    });
    near(errors, expected[which].VE_loss_v, tolerance);
  });

  test("likelihood stands still at its model; the value error falls on to the border of the class", () => {
    const [first] = rowsOfTruth;
    const slope = (loss: ModelLoss, theta: number): number =>
      numbers(grad((own: Tensor) => expectedLoss(loss, own, first!))(tensor(theta)))[0]!;
    expect(slope(likelihood, expected.mle.model_row_s0[0]![1]!)).toBeCloseTo(0, 12);
    expect(expected.ve.model_row_s0[0]![1]).toBe(0);
    for (const theta of [0, 0.2, 0.4]) expect(slope(valueAware, theta)).toBeCloseTo(0.6 - 0.5 * (1 - theta), 12);
  });
});
