import { add, mean, mul, neg, square, sub } from "@worldwise/autodiff";
import type { ModelLoss, Plugin } from "@worldwise/protocol";
import { defineModelLoss, definePlugin, number, optionSchema } from "@worldwise/protocol";

/** What can be chosen. */
export interface __Factory__Options {
  /** Weight of the likelihood beside the value error, in squared units of the return. At least 0. */
  readonly likelihoodWeight: number;
}

/**
 * Squared error of the expected next value, and some likelihood for what the value does not tell apart.
 *
 *   L = 1/B Σ_b (E[V(x̂'_b)] − V(x'_b))² − likelihoodWeight · 1/B Σ_b log P̂(x'_b | x_b, a_b)
 */
export const __factory__ = (
  { likelihoodWeight = 0.1 }: Partial<__Factory__Options> = {},
): ModelLoss<"expectation" | "logProbability", "tracedValue"> =>
  defineModelLoss({
    name: "__factory__", needs: { prediction: ["expectation", "logProbability"], decision: ["tracedValue"] },
    loss({ predicted, next, decision: { tracedValue: value } }) {
      const valueError = sub(predicted.expectation(value), value(next));
      const surprise = neg(predicted.logProbability(next));
      return add(mean(square(valueError)), mul(likelihoodWeight, mean(surprise)));
    },
  });

/** The same by name. */
export const __factory__Plugin: Plugin<"model-loss", __Factory__Options, unknown, ReturnType<typeof __factory__>> = definePlugin({
  role: "model-loss", name: "__factory__", about: "Error of the expected next value, with some likelihood.",
  options: optionSchema({ likelihoodWeight: number({ description: "Weight of the likelihood.", default: 0.1, minimum: 0 }) }),
  create: (options: __Factory__Options) => __factory__(options),
});
