import { add, exp, gather, log, logSoftmax, matmul, mul, pick, tensor } from "@worldwise/autodiff";
import type { Discrete, Parameter, Problem, Tensor } from "@worldwise/protocol";
import { requireOption } from "./require-option.ts";
import type { RowClass, RowOptions } from "./row-class.ts";
import { rowClass } from "./row-class.ts";
import { softmaxInto } from "./softmax-rows.ts";

/** `[m·M, m]` One logit for each group, action and next group. */
export type AggregatedTableWeights = { readonly logits: Parameter<Float64Array> };

/** What can be chosen for {@link aggregatedTable}. */
export interface AggregatedTableOptions extends RowOptions {
  /** `[N]` The group g(x) of each state, counted from 0 without a gap. */
  readonly groups: ArrayLike<number>;
  /** `[N]` How likely each state is inside its group, in any unit. All alike when not given. */
  readonly within?: ArrayLike<number>;
}

/**
 * State aggregation: states of a group behave alike, and the next state is drawn from the next group.
 *
 *   P̂(y|x,a) = q(g(y) | g(x), a) · u(y),   q = softmax(logits),   Σ of u over each group = 1
 *
 * It begins with all groups alike. It can hold the truth only if the truth does not look inside groups. Throws `bad-options`.
 *
 * Source: the finite example of Farahmand, Barreto and Nikovski (2017), "Value-aware loss function for model-based reinforcement
 * learning", aggregates this way on both sides.
 */
export function aggregatedTable(
  problem: Problem<Discrete, Discrete>, { groups, within, ...options }: AggregatedTableOptions,
): RowClass<AggregatedTableWeights> {
  const { observation: { count: N }, action: { count: M } } = problem;
  const m = groupCount(groups, N);
  const share = sharesWithin(groups, m, within ?? new Float64Array(N).fill(1));
  const group = tensor(groups, [N], "int32");
  const spread = tensor(spreadOf(groups, m, share), [m, N]);
  return rowClass(problem, {
    name: "aggregatedTable",
    init: (): AggregatedTableWeights => ({ logits: { shape: [m * M, m], data: new Float64Array(m * M * m) } }),
    rows({ logits }: { readonly logits: Tensor }, state, action) {
      const row = logSoftmax(gather(logits, add(mul(gather(group, state), M), action)));
      const next = exp(row);
      return {
        probability: matmul(next, spread),
        logProbability: (state) => add(pick(row, gather(group, state)), log(gather(tensor(share), state))),
        average: (values) => matmul(next, matmul(spread, values)),
      };
    },
    write({ logits }, outProbability) {
      const next = new Float64Array(m);
      for (let row = 0; row < N * M; row++) {
        const [state, action] = [Math.floor(row / M), row % M];
        softmaxInto(logits.data, (groups[state]! * M + action) * m, m, next, 0);
        for (let y = 0; y < N; y++) outProbability[row * N + y] = next[groups[y]!]! * share[y]!;
      }
    },
  }, options);
}

/** Groups of neighbors, as equal as can be: state x is in group ⌊x · count / N⌋. */
export const contiguousGroups = (stateCount: number, count: number): Int32Array =>
  Int32Array.from({ length: stateCount }, (_, state) => Math.floor((state * count) / stateCount));

function groupCount(groups: ArrayLike<number>, stateCount: number): number {
  requireOption(groups.length === stateCount, "groups", `the group of each of ${stateCount} states`, groups.length);
  const present = new Set(Array.from(groups));
  const count = present.size;
  const wrong = [...present].find((group) => !(Number.isInteger(group) && group >= 0 && group < count));
  requireOption(wrong === undefined, "groups", `whole numbers from 0, none left out, below ${count}`, wrong ?? "");
  return count;
}

/** u(y): weights inside each group, normalized. */
function sharesWithin(groups: ArrayLike<number>, count: number, weights: ArrayLike<number>): Float64Array {
  requireOption(weights.length === groups.length, "within", `${groups.length} numbers`, weights.length);
  const wrong = Array.from(weights).find((weight) => !(weight > 0 && Number.isFinite(weight)));
  requireOption(wrong === undefined, "within", "finite numbers above 0", wrong ?? "");
  const total = new Float64Array(count);
  for (let y = 0; y < groups.length; y++) total[groups[y]!]! += weights[y]!;
  return Float64Array.from(weights, (weight, y) => weight / total[groups[y]!]!);
}

/** `[m, N]` u(y) in the row of its group. */
function spreadOf(groups: ArrayLike<number>, count: number, share: Float64Array): Float64Array {
  const spread = new Float64Array(count * share.length);
  share.forEach((each, y) => (spread[groups[y]! * share.length + y] = each));
  return spread;
}
