import {
  add, exp, grad, iota, logSoftmax, matmul, mul, numbers, pick, reshape, square, sub, sum, tensor,
} from "@worldwise/autodiff";
import type { ModelLoss, Tensor } from "@worldwise/protocol";
import { describe, expect, test } from "vitest";
import { near } from "./fixtures/near.ts";
import exponential from "./fixtures/vaml-expfamily-gradient-seed7.json" with { type: "json" };
import { maximumLikelihood } from "./maximum-likelihood.ts";
import { supremum } from "./norms.ts";
import { vaml } from "./vaml.ts";

describe("VAML in an exponential family", () => {
  const { inputs, expected, relative_tolerance: tolerance } = exponential;
  const [features, truth] = [tensor(inputs.model_features.flat(), [5, 3]), tensor(inputs.P_star)];
  const phi = tensor(inputs.value_features.flat(), [5, 2]);

  /** log P̂ = log softmax(ψ w), `[5]`. */
  const logarithms = (w: Tensor): Tensor => logSoftmax(reshape(matmul(features, reshape(w, [3, 1])), [5]));

  /** Σ_y P*(y) · the loss of a single transition to y. */
  function expectedLoss(loss: Pick<ModelLoss, "loss">, w: Tensor): Tensor {
    const row = reshape(logarithms(w), [1, 5]);
    const predicted = {
      logProbability: (next: Tensor) => pick(row, next), expectation: (f: (state: Tensor) => Tensor) => matmul(exp(row), f(iota(5))),
    };
    const lossOf = (y: number): Tensor => loss.loss({ predicted, next: tensor([y], [1], "int32") } as never); // what both read
    return inputs.P_star.map((p, y) => mul(p, lossOf(y))).reduce((total, each) => add(total, each));
  }
  const valueAware = vaml({ radius: inputs.B, features: inputs.value_features }) as unknown as ModelLoss; // of any needs
  const likelihood = maximumLikelihood() as unknown as ModelLoss; // as well
  const w = tensor(inputs.w);

  test("its loss is the squared supremum, and the variance of the features", () => {
    near(numbers(exp(logarithms(w))), expected.q, tolerance);
    const moments = reshape(matmul(reshape(sub(truth, exp(logarithms(w))), [1, 5]), phi), [2]);
    near(numbers(moments), expected.moment_error, tolerance);
    near(numbers(supremum(reshape(moments, [1, 2]), "l2", inputs.B)), [expected.loss_sup_squared], tolerance);
    const mean = reshape(matmul(reshape(truth, [1, 5]), phi), [2]);
    const variance = sub(sum(mul(truth, sum(square(phi), 1))), sum(square(mean)));
    near(numbers(sub(expectedLoss(valueAware, w), variance)), [expected.loss_sup_squared], tolerance);
  });

  test("its gradient, and that of the likelihood", () => {
    near(numbers(grad((own: Tensor) => expectedLoss(valueAware, own))(w)), expected.grad_vaml, tolerance);
    near(numbers(grad((own: Tensor) => expectedLoss(likelihood, own))(w)), expected.grad_mle_negloglik, tolerance);
    near(numbers(expectedLoss(likelihood, w)), [expected.nll], tolerance);
  });
});

const lengths = {
  l2: (theta: readonly number[]): number => Math.hypot(...theta),
  l1: (theta: readonly number[]): number => theta.reduce((total, each) => total + Math.abs(each), 0),
  linf: (theta: readonly number[]): number => Math.max(...theta.map(Math.abs)),
};

describe("the supremum over a ball", () => {
  const d = [3, -4, 1];
  const row = tensor(d, [1, 3]);
  const reached = (theta: readonly number[]): number => d.reduce((total, each, k) => total + each * theta[k]!, 0) ** 2;
  test.each([
    ["l2", [3, -4, 1].map((each) => (2 * each) / Math.sqrt(26))],
    ["l1", [0, -2, 0]],
    ["linf", [2, -2, 2]],
  ] as const)("%s is reached at the vector that says so, and nowhere exceeded", (norm, theta) => {
    const value = numbers(supremum(row, norm, 2))[0]!;
    expect(value).toBeCloseTo(reached(theta), 12);
    const lengthOf = lengths[norm];
    for (let i = 0; i < 200; i++) {
      const other = [Math.sin(i), Math.sin(3 * i + 1), Math.cos(7 * i)];
      const scale = 2 / lengthOf(other);
      expect(reached(other.map((each) => each * scale))).toBeLessThanOrEqual(value * (1 + 1e-12));
    }
  });

  test("what cannot be is refused", () => {
    expect(() => vaml({ radius: 0 })).toThrow(/radius/);
    expect(() => vaml({ features: [] })).toThrow(/features/);
    expect(() => vaml({ features: [[1], [1, 2]] })).toThrow(/features/);
    expect(() => vaml({ features: [[1], [Number.NaN]] })).toThrow(/features/);
  });
});
