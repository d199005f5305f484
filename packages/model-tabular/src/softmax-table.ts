import { add, exp, gather, logSoftmax, matmul, mul, pick } from "@worldwise/autodiff";
import type { Discrete, Parameter, Problem, Tensor } from "@worldwise/protocol";
import { scaleIntoBall } from "./norm-ball.ts";
import { requireOption } from "./require-option.ts";
import type { RowClass, RowOptions, TrainedRows } from "./row-class.ts";
import { rowClass } from "./row-class.ts";
import { softmaxInto } from "./softmax-rows.ts";

/** `[N·M, N]` One logit for each row and next state. */
export type SoftmaxTableWeights = { readonly logits: Parameter<Float64Array> };

/** Options of {@link softmaxTable}. */
export interface SoftmaxTableOptions extends RowOptions {
  /** Largest Euclidean norm of all that is trained, logits and rewards together, above 0; by default there is none. */
  readonly norm?: number;
}

/**
 * A table of logits: any row can be learned, none speaks for another.
 *
 *   P̂(y|x,a) = softmax(logits[x,a])_y
 *
 * It begins uniform; the rows of pairs that were never tried stay so. With a `norm` it cannot hold every world: logits and
 * rewards are scaled back to ‖(logits, r̂)‖₂ ≤ norm after each step. Throws `bad-options`.
 */
export function softmaxTable(
  problem: Problem<Discrete, Discrete>, { norm = Infinity, ...options }: SoftmaxTableOptions = {},
): RowClass<SoftmaxTableWeights> {
  const { observation: { count: N }, action: { count: M } } = problem;
  requireOption(norm > 0, "norm", "a number above 0", norm);
  return rowClass(problem, {
    name: "softmaxTable",
    init: (): SoftmaxTableWeights => ({ logits: { shape: [N * M, N], data: new Float64Array(N * M * N) } }),
    rows({ logits }: { readonly logits: Tensor }, state, action) {
      const row = logSoftmax(gather(logits, add(mul(state, M), action)));
      const probability = exp(row);
      return { probability, logProbability: (next) => pick(row, next), average: (values) => matmul(probability, values) };
    },
    ...(norm < Infinity && { project: ({ weights, reward }: TrainedRows<SoftmaxTableWeights>) => scaleIntoBall([weights, reward], norm) }),
    write({ logits }, outProbability) {
      for (let row = 0; row < N * M; row++) softmaxInto(logits.data, row * N, N, outProbability, row * N);
    },
  }, options);
}
