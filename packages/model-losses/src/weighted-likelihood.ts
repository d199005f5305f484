import { mean, mul, neg } from "@worldwise/autodiff";
import type { ModelLoss } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import { packageName } from "./package-name.ts";

declare module "@worldwise/protocol" {
  interface TransitionExtras {
    /** `[B]` How much a transition matters to the policy gradient. */
    "gamps.weight": Float64Array;
  }
}

/**
 * Likelihood in which each transition counts as much as it matters.
 *
 *   L = −1/B Σ_b w_b log P̂(x'_b | x_b, a_b)
 *
 * w is the column `gamps.weight`; {@link gampsWeights} computes it. With all weights 1 it is `maximumLikelihood`.
 *
 * Source: D'Oro, Metelli, Tirinzoni, Papini and Restelli (2020), "Gradient-aware model-based policy search", AAAI.
 */
export const weightedLikelihood = (): ModelLoss<"logProbability", "extras.gamps.weight"> =>
  defineModelLoss({
    name: "weightedLikelihood", package: packageName,
    needs: { prediction: ["logProbability"], decision: ["extras.gamps.weight"] },
    loss: ({ predicted, next, extras }) => neg(mean(mul(extras["gamps.weight"], predicted.logProbability(next)))),
  });
