import { add, matmul, mean, mul, reshape, square, sub, transpose } from "@worldwise/autodiff";
import type { Discrete, ModelLoss, Problem, Tensor } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import type { FiniteRows } from "./finite-rows.ts";
import { predictedRows, recordedRows, sizeOf, underPolicy } from "./finite-rows.ts";
import { packageName } from "./package-name.ts";
import type { Policies } from "./policies.ts";
import { policyTensors } from "./policies.ts";
import { requireOption } from "./require-option.ts";
import { tensorOf } from "./tables.ts";

/** What is chosen for {@link nStepValueEquivalence}. */
export interface NStepValueEquivalenceOptions {
  /** Policies whose operators are compared. */
  readonly policies: Policies;
  /** K value functions, N numbers each. */
  readonly values: readonly ArrayLike<number>[];
  /** n, at least 1. */
  readonly steps: number;
}

/**
 * Value equivalence of order n in a finite world: n backups in a row under each policy.
 *
 *   L = mean over π, k, x of ( (T^π_P̂)ⁿ v_k (x) − (T^π_P̄)ⁿ v_k (x) )²,   T^π v = r^π + γ P^π v
 *
 * P̄ and r̄ are counted from the batch (give it all transitions); of pairs that were never tried the model is believed. As n
 * grows, what v was is forgotten, and the loss becomes that of the values of the policies. Throws `bad-options`.
 *
 * Source: Grimm, Barreto, Farquhar, Silver and Singh (2021), "Proper value equivalence", NeurIPS.
 */
export function nStepValueEquivalence(
  problem: Problem<Discrete, Discrete>, { policies, values, steps }: NStepValueEquivalenceOptions,
): ModelLoss<"expectation" | "reward", "discount"> {
  const size = sizeOf(problem);
  requireOption(Number.isInteger(steps) && steps >= 1, "steps", "a whole number of at least 1", steps);
  const fits = values.every(({ length }) => length === size.stateCount);
  requireOption(fits, "values", `${size.stateCount} numbers each`, "others");
  const [tables, start] = [policyTensors(policies, size), transpose(tensorOf("values", values))];
  return defineModelLoss({
    name: "nStepValueEquivalence", package: packageName,
    needs: { prediction: ["expectation", "reward"], decision: ["discount"] },
    loss(inputs) {
      const { probability, reward } = predictedRows(inputs.predict, size);
      const model = { reward, continuation: mul(inputs.decision.discount, probability) };
      const world = recordedRows(inputs, size, model);
      const errors = tables.map((policy) =>
        mean(square(sub(backedUpTimes(model, policy, start, steps), backedUpTimes(world, policy, start, steps)))));
      return mul(1 / tables.length, errors.reduce((total, error) => add(total, error)));
    },
  });
}

/** (T^π)ⁿ v of K values at once, `[N, K]`. */
function backedUpTimes(rows: FiniteRows, policy: Tensor, values: Tensor, steps: number): Tensor {
  const reward = reshape(underPolicy(rows.reward, policy), [policy.shape[0]!, 1]);
  const continuation = underPolicy(rows.continuation, policy);
  let result = values;
  for (let step = 0; step < steps; step++) result = add(reward, matmul(continuation, result));
  return result;
}
