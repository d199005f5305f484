import { exp, mean, mul, square, sub } from "@worldwise/autodiff";
import type { ModelLoss } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import { packageName } from "./package-name.ts";
import { requirePositive } from "./require-option.ts";

/**
 * VAML for bounded values, |V| ≤ bound, over finite states: the squared L1 distance of the predicted distribution from each
 * outcome.
 *
 *   L = bound²/B Σ_b ‖P̂(·|x_b, a_b) − 1[· = x'_b]‖₁² = bound²/B Σ_b (2 (1 − P̂(x'_b|x_b, a_b)))²
 *
 * The class is so large that it hears nothing of the decision: like likelihood, it counts every outcome alike. Where outcomes
 * are random, it is not calibrated: its minimum is pulled towards the most likely outcome. Throws `bad-options`.
 *
 * @param bound - above 0. Default 1
 */
export function boundedVaml({ bound = 1 }: { readonly bound?: number } = {}): ModelLoss<"logProbability", never> {
  requirePositive("bound", bound);
  return defineModelLoss({
    name: "boundedVaml", package: packageName, needs: { prediction: ["logProbability"], decision: [] },
    loss: ({ predicted, next }) => mul(bound ** 2, mean(square(mul(2, sub(1, exp(predicted.logProbability(next))))))),
  });
}
