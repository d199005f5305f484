import { add, mean, mul, reshape, square, sub, sum } from "@worldwise/autodiff";
import type { Discrete, ModelLoss, Problem } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import { policyValue, predictedRows, recordedRows, sizeOf, underPolicy } from "./finite-rows.ts";
import { packageName } from "./package-name.ts";
import type { Policies } from "./policies.ts";
import { policyTensors } from "./policies.ts";

/**
 * Proper value equivalence in a finite world: every policy shall be worth in the model what it is worth in the world.
 *
 *   L = mean over π, x of ( T^π_P̂ v^π (x) − v^π(x) )²,   v^π = (I − γ P̄^π)⁻¹ r̄^π
 *
 * It is 0 exactly where v^π is the model's fixed point too. That asks less of a model than equivalence of order 1, and yet
 * suffices for optimal plans, if all deterministic policies are among them. P̄ and r̄ are counted from the batch (give it all
 * transitions); of pairs that were never tried the model is believed. Throws `bad-options`.
 *
 * Source: Grimm, Barreto, Farquhar, Silver and Singh (2021), "Proper value equivalence", NeurIPS; the fixed-point
 * form is that of the code of Kastner et al. (2023).
 */
export function properValueEquivalence(
  problem: Problem<Discrete, Discrete>, { policies }: { readonly policies: Policies },
): ModelLoss<"expectation" | "reward", "discount"> {
  const size = sizeOf(problem);
  const tables = policyTensors(policies, size);
  return defineModelLoss({
    name: "properValueEquivalence", package: packageName,
    needs: { prediction: ["expectation", "reward"], decision: ["discount"] },
    loss(inputs) {
      const { probability, reward } = predictedRows(inputs.predict, size);
      const model = { reward, continuation: mul(inputs.decision.discount, probability) };
      const world = recordedRows(inputs, size, model);
      const errors = tables.map((policy) => {
        const value = policyValue(world, policy);
        const after = sum(mul(underPolicy(model.continuation, policy), reshape(value, [1, size.stateCount])), 1);
        return mean(square(sub(add(underPolicy(model.reward, policy), after), value)));
      });
      return mul(1 / tables.length, errors.reduce((total, error) => add(total, error)));
    },
  });
}
