import { describe, expect, test } from "vitest";
import { dirichletLogMarginal, dirichletMean, dirichletVariance } from "./dirichlet-distribution.ts";
import reference from "./fixtures/dirichlet-posterior.json" with { type: "json" };

const { inputs, expected, relative_tolerance: tolerance } = reference;

const expectClose = (got: ArrayLike<number>, wanted: readonly number[]): void => {
  expect(got.length).toBe(wanted.length);
  wanted.forEach((number, i) => expect(Math.abs(got[i]! - number)).toBeLessThanOrEqual(tolerance * Math.abs(number)));
};

describe("the Dirichlet distribution", () => {
  const posterior = inputs.alpha0.map((alpha, i) => alpha + inputs.counts[i]!);
  const out = new Float64Array(posterior.length);

  test("mean and variance of the reference posterior", () => {
    expectClose(posterior, expected.alpha_post);
    dirichletMean(posterior, out);
    expectClose(out, expected.mean);
    dirichletVariance(posterior, out);
    expectClose(out, expected.var);
  });

  test("log marginal likelihood of the ordered sequence", () => {
    expectClose([dirichletLogMarginal(inputs.alpha0, inputs.counts)], [expected.log_marginal_likelihood]);
  });

  test("the marginal is the product of the predictions, one outcome at a time", () => {
    const alpha = Float64Array.of(0.3, 1.7, 2.5);
    const seen = [0, 0, 0];
    let logProduct = 0;
    for (const outcome of [1, 1, 0, 2, 1, 0]) {
      dirichletMean(alpha.map((a, i) => a + seen[i]!), out);
      logProduct += Math.log(out[outcome]!);
      seen[outcome]!++;
    }
    expect(dirichletLogMarginal(alpha, seen)).toBeCloseTo(logProduct, 13);
  });
});
