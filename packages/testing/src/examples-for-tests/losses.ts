import { mean, neg, square, sub } from "@worldwise/autodiff";
import type { ModelLoss } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";

/** L = −1/B Σ log P̂(x'|x,a) */
export const likelihood = (): ModelLoss<"logProbability", never> => defineModelLoss({
  name: "likelihood", needs: { prediction: ["logProbability"], decision: [] },
  loss: ({ predicted, next }) => neg(mean(predicted.logProbability(next))),
});

/** L = 1/B Σ (E[V(x̂')] − V(x'))² */
export const valueError = (): ModelLoss<"expectation", "tracedValue"> => defineModelLoss({
  name: "value-error", needs: { prediction: ["expectation"], decision: ["tracedValue"] },
  loss: ({ predicted, next, decision: { tracedValue } }) =>
    mean(square(sub(predicted.expectation(tracedValue), tracedValue(next)))),
});
