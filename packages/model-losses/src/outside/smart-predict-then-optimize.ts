import type { Tensor } from "@worldwise/autodiff";
import { gradient, mean, mul, stopGradient, sub, sum } from "@worldwise/autodiff";

/**
 * z*(c) = min_\{w ∈ S\} cᵀw of a decision over a set S, row by row: costs `[B, K]` → `[B]`.
 *
 * Written in tensors its gradient is the optimal decision (Danskin's theorem), so no solver has to be told apart.
 */
export type OptimalCost = (costs: Tensor) => Tensor;

/** w*(c) = ∇z*(c): what is decided when the costs are c, `[B, K]`. Held constant: a decision jumps, and has no useful derivative. */
export const optimalDecision = (optimalCost: OptimalCost, costs: Tensor): Tensor => stopGradient(gradient(optimalCost)(costs));

/**
 * Regret of deciding by predicted costs: SPO(ĉ, c) = cᵀw*(ĉ) − z*(c), at least 0, the mean over B rows.
 *
 * What one wants to be small; flat almost everywhere in ĉ, so not for training.
 *
 * Source: Elmachtoub and Grigas (2022), "Smart \"predict, then optimize\"", Definition 1.
 */
export const spoLoss = (optimalCost: OptimalCost, predicted: Tensor, costs: Tensor): Tensor =>
  mean(sub(sum(mul(costs, optimalDecision(optimalCost, predicted)), 1), optimalCost(costs)));

/**
 * The convex loss that bounds the regret, the mean over B rows:
 *
 *   SPO+(ĉ, c) = max_w (c − 2ĉ)ᵀw + 2 ĉᵀw*(c) − z*(c) = −z*(2ĉ − c) + 2 ĉᵀw*(c) − z*(c)
 *
 * SPO+ ≥ SPO ≥ 0, convex in ĉ, and 0 at ĉ = c. Its derivative with respect to ĉ, 2 (w*(c) − w*(2ĉ − c)), comes by itself.
 *
 * @param optimalCost - z*, in tensors
 * @param predicted - ĉ `[B, K]`
 * @param costs - c `[B, K]`
 *
 * @example
 * ```ts
 * import { numbers, tensor } from "@worldwise/autodiff";
 * import { gridPathCost, smartPredictThenOptimize, spoLoss } from "@worldwise/model-losses/outside";
 *
 * const { optimalCost } = gridPathCost(2, 2); // edges: right above, right below, down left, down right
 * const costs = tensor([1, 1, 1, 2], [1, 4]); // down first costs 2, right first costs 3
 * const wrong = tensor([1, 1, 3, 1], [1, 4]);
 * console.log(numbers(spoLoss(optimalCost, wrong, costs))[0]); // 1
 * console.log(numbers(smartPredictThenOptimize(optimalCost, wrong, costs))[0]); // 5
 * ```
 *
 * Source: Elmachtoub and Grigas (2022), "Smart \"predict, then optimize\"", Definition 3 and Proposition 3.
 */
export function smartPredictThenOptimize(optimalCost: OptimalCost, predicted: Tensor, costs: Tensor): Tensor {
  const decision = optimalDecision(optimalCost, costs);
  const surrogate = sub(mul(2, sum(mul(predicted, decision), 1)), optimalCost(sub(mul(2, predicted), costs)));
  return mean(sub(surrogate, optimalCost(costs)));
}
