import { add, gather, log, matmul, mul, oneHot, pick, reshape, softmax } from "@worldwise/autodiff";
import type { Discrete, Parameter, Problem, Tensor } from "@worldwise/protocol";
import { requireOption } from "./require-option.ts";
import type { RowClass, RowOptions } from "./row-class.ts";
import { rowClass } from "./row-class.ts";
import { softmaxInto } from "./softmax-rows.ts";

/** Logits of both factors. */
export type LowRankWeights = {
  /** `[N·M, k]` Which of k outcomes a pair leads to. */
  readonly left: Parameter<Float64Array>;
  /** `[M·k, N]` Which state each of the k outcomes of an action is. */
  readonly right: Parameter<Float64Array>;
};

/** What can be chosen for {@link lowRank}. */
export interface LowRankOptions extends RowOptions {
  /** k, from 1 to the number of states. */
  readonly rank: number;
}

/**
 * A transition matrix of rank k for each action, made of two stochastic factors.
 *
 *   P̂_a = D_a K_a,   D_a = softmax(left) `[N, k]`,   K_a = softmax(right) `[k, N]`, row by row
 *
 * The logits begin uniformly in (−1, 1): equal ones would never part. With k = N any matrix can be written. Throws `bad-options`.
 *
 * Source: Grimm, Barreto, Singh and Silver (2020), "The value equivalence principle for model-based reinforcement learning".
 */
export function lowRank(problem: Problem<Discrete, Discrete>, { rank: k, ...options }: LowRankOptions): RowClass<LowRankWeights> {
  const { observation: { count: N }, action: { count: M } } = problem;
  requireOption(Number.isInteger(k) && k >= 1 && k <= N, "rank", `a whole number from 1 to ${N}, the number of states`, k);
  return rowClass(problem, {
    name: "lowRank",
    init(random): LowRankWeights {
      const drawn = (rows: number, columns: number): Parameter<Float64Array> =>
        ({ shape: [rows, columns], data: Float64Array.from({ length: rows * columns }, () => 2 * random.uniform() - 1) });
      return { left: drawn(N * M, k), right: drawn(M * k, N) };
    },
    rows({ left, right }: { readonly left: Tensor; readonly right: Tensor }, state, action) {
      const outcomes = softmax(right);
      const weights = inPlaceOf(action, M, softmax(gather(left, add(mul(state, M), action))));
      const probability = matmul(weights, outcomes);
      return {
        probability, logProbability: (next) => log(pick(probability, next)),
        average: (values) => matmul(weights, matmul(outcomes, values)),
      };
    },
    write: ({ left, right }, outProbability) => multiply(left.data, right.data, { N, M, k }, outProbability),
  }, options);
}

/** `[B, k]` → `[B, M·k]`: the weights in the columns of their action, 0 elsewhere. */
function inPlaceOf(action: Tensor, actionCount: number, weights: Tensor): Tensor {
  const [B, k] = [weights.shape[0]!, weights.shape[1]!];
  const chosen = reshape(oneHot(action, actionCount), [B, actionCount, 1]);
  return reshape(mul(chosen, reshape(weights, [B, 1, k])), [B, actionCount * k]);
}

function multiply(
  left: Float64Array, right: Float64Array, { N, M, k }: { readonly N: number; readonly M: number; readonly k: number },
  outProbability: Float64Array,
): void {
  const [weights, outcomes] = [new Float64Array(k), new Float64Array(M * k * N)];
  for (let row = 0; row < M * k; row++) softmaxInto(right, row * N, N, outcomes, row * N);
  outProbability.fill(0);
  for (let row = 0; row < N * M; row++) {
    softmaxInto(left, row * k, k, weights, 0);
    const first = (row % M) * k;
    for (let j = 0; j < k; j++) {
      for (let y = 0; y < N; y++) outProbability[row * N + y]! += weights[j]! * outcomes[(first + j) * N + y]!;
    }
  }
}
