import { abs, max, mean, mul, square, sum } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";

/** How a linear value class is bounded: ‖θ‖ ≤ radius in this norm. */
export type ParameterNorm = "l2" | "l1" | "linf";

/**
 * sup over ‖θ‖ ≤ radius of (dᵀθ)² for each row d: radius² times the squared dual norm.
 *
 *   l2: radius² ‖d‖₂²,   l1: radius² ‖d‖_∞²,   linf: radius² ‖d‖₁²
 *
 * @param rows - `[B, K]`
 * @returns `[B]`
 */
export function supremum(rows: Tensor, norm: ParameterNorm, radius: number): Tensor {
  if (norm === "l2") return mul(radius ** 2, sum(square(rows), 1));
  return mul(radius ** 2, square(norm === "l1" ? max(abs(rows), 1) : sum(abs(rows), 1)));
}

/** Mean of the suprema, a scalar. */
export const meanSupremum = (rows: Tensor, norm: ParameterNorm, radius: number): Tensor => mean(supremum(rows, norm, radius));
