import { mean, square, sub } from "@worldwise/autodiff";
import type { ModelLoss } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import { packageName } from "./package-name.ts";

/**
 * IterVAML: a model is as wrong as the value of the next state that it expects, V being the planner's present one.
 *
 *   L = 1/B Σ_b (E[V(x̂'_b)] − V(x'_b))²
 *
 * In squared units of V. Rank one: all models that expect the same value are alike to it, so that where it starts matters.
 *
 * Source: Farahmand (2018), "Iterative value-aware model learning", NeurIPS.
 */
export const iterVaml = (): ModelLoss<"expectation", "tracedValue"> =>
  defineModelLoss({
    name: "iterVaml", package: packageName, needs: { prediction: ["expectation"], decision: ["tracedValue"] },
    loss: ({ predicted, next, decision: { tracedValue: value } }) => mean(square(sub(predicted.expectation(value), value(next)))),
  });
