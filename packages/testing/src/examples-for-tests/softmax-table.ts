import { add, exp, gather, iota, logSoftmax, matmul, mul, pick, sum } from "@worldwise/autodiff";
import type { Discrete, ModelClass, Parameter, Problem, Tensor } from "@worldwise/protocol";
import { defineModelClass } from "@worldwise/protocol";

/** Logits, and the probabilities derived from them. */
export type Table = { readonly logits: Parameter<Float64Array>; readonly probability: Parameter<Float64Array> }; // [N·M, N] each

/** P̂(y|x,a) = softmax(logits[x,a])_y */
export function softmaxTable(
  problem: Problem<Discrete, Discrete>,
): ModelClass<Discrete, Discrete, Table, "logProbability" | "expectation", "mdp"> {
  const [N, M] = [problem.observation.count, problem.action.count];
  const shape = [N * M, N];
  const rowStart = Int32Array.from({ length: N * M }, (_, row) => row * N);
  return defineModelClass({
    name: "softmax-table", spaces: problem, needs: [], predicts: ["logProbability", "expectation"], provides: ["mdp"],
    init: (random): Table => ({
      logits: { shape, data: new Float64Array(N * M * N).map(() => 0.1 * random.normal()) },
      probability: { shape, data: new Float64Array(N * M * N).fill(1 / N), fixed: true },
    }),
    predict({ logits }: { readonly logits: Tensor }, state: Tensor, action: Tensor) {
      const row = logSoftmax(gather(logits, add(mul(state, M), action)));
      return {
        state,
        logProbability: (next: Tensor) => pick(row, next),
        expectation(f: (state: Tensor) => Tensor) {
          const values = f(iota(N));
          return values.shape.length > 1 ? matmul(exp(row), values) : sum(mul(exp(row), values), 1);
        },
      };
    },
    derive({ logits, probability }: Table) {
      for (const start of rowStart) {
        const row = logits.data.subarray(start, start + N).map(Math.exp);
        const total = row.reduce((running, weight) => running + weight, 0);
        probability.data.set(row.map((weight) => weight / total), start);
      }
    },
    faces: ({ probability }: Table) => ({
      mdp: {
        stateCount: N, actionCount: M, rowStart, rowEnd: rowStart.map((start) => start + N), probability: probability.data,
        successor: Int32Array.from({ length: N * M * N }, (_, k) => k % N), terminated: new Uint8Array(N * M * N),
        reward: new Float64Array(N * M), initial: new Float64Array(N).fill(1 / N), discount: problem.discount,
      },
    }),
  });
}
