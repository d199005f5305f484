import { mean, square, sub } from "@worldwise/autodiff";
import type { ModelLoss } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import { packageName } from "./package-name.ts";

/**
 * Squared error of the reward, for `rewardLoss` beside a loss that is silent about it.
 *
 *   L = 1/B Σ_b (r̂(x_b, a_b) − r_b)²
 */
export const squaredReward = (): ModelLoss<"reward", never> =>
  defineModelLoss({
    name: "squaredReward", package: packageName, needs: { prediction: ["reward"], decision: [] },
    loss: ({ predicted, reward }) => mean(square(sub(predicted.reward, reward))),
  });
