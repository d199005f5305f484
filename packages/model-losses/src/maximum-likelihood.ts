import { mean, neg } from "@worldwise/autodiff";
import type { ModelLoss } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import { packageName } from "./package-name.ts";

/**
 * Maximum likelihood: the negative mean log-likelihood.
 *
 *   L = −1/B Σ_b log P̂(x'_b | x_b, a_b)
 *
 * It does not know what the model is for. Where the model gives an outcome that came no probability at all, it is infinite, and
 * the step is not taken. In nats.
 */
export const maximumLikelihood = (): ModelLoss<"logProbability", never> =>
  defineModelLoss({
    name: "maximumLikelihood", package: packageName, needs: { prediction: ["logProbability"], decision: [] },
    loss: ({ predicted, next }) => neg(mean(predicted.logProbability(next))),
  });
