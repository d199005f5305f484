import type { ModelLoss, Tensor } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";

/** The operations on tensors that the loss is written in. Whoever traces the program gives them. */
export interface Operations {
  /** `[B]` → scalar */
  mean(tensor: Tensor): Tensor;
  negative(tensor: Tensor): Tensor;
}

/**
 * Negative mean log-likelihood of the next state.
 *
 *   L = −1/B Σ_b log P̂(x'_b | x_b, a_b)
 */
export const __factory__ = ({ mean, negative }: Operations): ModelLoss<"logProbability", never> =>
  defineModelLoss({
    name: "__factory__", needs: { prediction: ["logProbability"], decision: [] },
    loss: ({ predicted, next }) => negative(mean(predicted.logProbability(next))),
  });
