import { add, exp, gather, logSoftmax, matmul, mul, pick, reshape, tensor } from "@worldwise/autodiff";
import type { Discrete, Parameter, Problem, Tensor } from "@worldwise/protocol";
import { requireOption } from "./require-option.ts";
import type { RowClass, RowOptions } from "./row-class.ts";
import { rowClass } from "./row-class.ts";
import { softmaxInto } from "./softmax-rows.ts";

/** `[d]` w, shared by all rows. */
export type ExponentialFamilyWeights = { readonly natural: Parameter<Float64Array> };

/** What can be chosen for {@link exponentialFamily}. */
export interface ExponentialFamilyOptions extends RowOptions {
  /** `[N·M, N, d]` ψ(x,a,y), row after row. */
  readonly features: ArrayLike<number>;
  /** w to begin with, `[d]`. All 0 when not given: uniform rows. */
  readonly initial?: ArrayLike<number>;
}

/**
 * An exponential family over next states, with one parameter for each feature.
 *
 *   P̂(y|x,a) = exp(w · ψ(x,a,y)) / Σ_z exp(w · ψ(x,a,z))
 *
 * The likelihood is concave in w; a value-aware loss need not be convex, so begin at the likelihood's solution. Linearly
 * dependent features do no harm: many w make the same rows then. Throws `bad-options`.
 *
 * Source: Farahmand, Barreto and Nikovski (2017), "Value-aware loss function for model-based reinforcement learning".
 */
export function exponentialFamily(
  problem: Problem<Discrete, Discrete>, { features, initial, ...options }: ExponentialFamilyOptions,
): RowClass<ExponentialFamilyWeights> {
  const { observation: { count: N }, action: { count: M } } = problem;
  const d = features.length / (N * M * N);
  requireOption(Number.isInteger(d) && d >= 1, "features", `a multiple of N·M·N = ${N * M * N} numbers`, features.length);
  requireOption(Array.from(features).every(Number.isFinite), "features", "finite numbers", "one that is not");
  requireOption(initial === undefined || initial.length === d, "initial", `${d} numbers`, initial?.length ?? 0);
  const table = tensor(features, [N * M, N * d]);
  return rowClass(problem, {
    name: "exponentialFamily",
    init: (): ExponentialFamilyWeights =>
      ({ natural: { shape: [d], data: Float64Array.from(initial ?? new Float64Array(d)) } }),
    rows({ natural }: { readonly natural: Tensor }, state, action) {
      const B = state.shape[0]!;
      const own = reshape(gather(table, add(mul(state, M), action)), [B * N, d]);
      const row = logSoftmax(reshape(matmul(own, reshape(natural, [d, 1])), [B, N]));
      const probability = exp(row);
      return { probability, logProbability: (next) => pick(row, next), average: (values) => matmul(probability, values) };
    },
    write({ natural }, outProbability) {
      const logits = new Float64Array(N);
      for (let row = 0; row < N * M; row++) {
        for (let y = 0; y < N; y++) logits[y] = dot(features, (row * N + y) * d, natural.data);
        softmaxInto(logits, 0, N, outProbability, row * N);
      }
    },
  }, options);
}

function dot(features: ArrayLike<number>, from: number, natural: Float64Array): number {
  let total = 0;
  for (let i = 0; i < natural.length; i++) total += features[from + i]! * natural[i]!;
  return total;
}
