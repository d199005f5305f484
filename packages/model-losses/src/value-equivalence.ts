import { add, mean, mul, reshape, square, sub, sum } from "@worldwise/autodiff";
import type { LossInputs, ModelLoss, StateFunction, Tensor } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import { packageName } from "./package-name.ts";
import { tableOf } from "./tables.ts";

/**
 * Value equivalence of order 1: the model's Bellman backups of K value functions shall be those of the world, action by action.
 *
 *   L = 1/B Σ_b Σ_k ( r̂ + γ E[v_k(x̂'_b)] − (r_b + discount_b v_k(x'_b)) )²
 *
 * Backups of single actions span those of all policies. With values φ_k it is VAML with the sum over a basis in place of the
 * worst case over a ball, and the reward is part of it. The values are the planner's features, or `values`, K tables of N
 * numbers. Throws `bad-options`.
 *
 * Source: Grimm, Barreto, Singh and Silver (2020), "The value equivalence principle for model-based reinforcement learning",
 * NeurIPS. Differs: squared, so that noise adds a constant.
 */
export function valueEquivalence(): ModelLoss<"expectation" | "reward", "discount" | "valueFeatures">;
export function valueEquivalence(
  options: { readonly values: readonly ArrayLike<number>[] },
): ModelLoss<"expectation" | "reward", "discount">;
export function valueEquivalence(
  { values }: { readonly values?: readonly ArrayLike<number>[] } = {},
): ModelLoss<"expectation" | "reward"> {
  const common = { name: "valueEquivalence", package: packageName };
  if (values) {
    const written = tableOf("values", transposed(values));
    return defineModelLoss({
      ...common, needs: { prediction: ["expectation", "reward"], decision: ["discount"] },
      loss: (inputs: Inputs) => backupError(inputs, written),
    });
  }
  return defineModelLoss({
    ...common, needs: { prediction: ["expectation", "reward"], decision: ["discount", "valueFeatures"] },
    loss: (inputs) => backupError(inputs, inputs.decision.valueFeatures),
  });
}

type Inputs = LossInputs<"expectation" | "reward", "discount">;

function backupError({ predicted, next, reward, discount, decision }: Inputs, values: StateFunction): Tensor {
  const column = (each: Tensor): Tensor => reshape(each, [each.shape[0]!, 1]);
  const model = add(column(predicted.reward), mul(decision.discount, predicted.expectation(values)));
  const world = add(column(reward), mul(column(discount), values(next)));
  return mean(sum(square(sub(model, world)), 1));
}

/** K tables of N numbers as N rows of K. */
const transposed = (tables: readonly ArrayLike<number>[]): readonly ArrayLike<number>[] =>
  Array.from({ length: Math.max(0, ...tables.map(({ length }) => length)) }, (_, state) =>
    tables.map((table) => table[state] ?? Number.NaN));
