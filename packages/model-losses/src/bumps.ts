import { div, exp, mul, reshape, square, sub, tensor } from "@worldwise/autodiff";
import type { StateFunction } from "@worldwise/protocol";
import { requireOption, requirePositive } from "./require-option.ts";

/** What can be chosen for {@link bumps}. */
export interface BumpOptions {
  /** `[K]` Centers, the same along every dimension. */
  readonly centers: readonly number[];
  /** Width of a bump, above 0. */
  readonly width: number;
}

/**
 * Features of real vectors, K for each dimension: what a sum of functions of single dimensions is written in.
 *
 *   φ_dk(x) = exp(−½ ((x_d − centers_k) / width)²)
 *
 * `[B, S]` → `[B, S·K]`, dimension after dimension; numbers of finite states, `[B]`, count as one dimension. Throws `bad-options`.
 */
export function bumps({ centers, width }: BumpOptions): StateFunction {
  requireOption(centers.length > 0 && centers.every(Number.isFinite), "centers", "finite numbers, at least one", centers.length);
  requirePositive("width", width);
  const middle = tensor(centers, [1, 1, centers.length]);
  return (state) => {
    const [B, S] = [state.shape[0]!, state.shape[1] ?? 1];
    const distance = div(sub(reshape(state, [B, S, 1]), middle), width);
    return reshape(exp(mul(-0.5, square(distance))), [B, S * centers.length]);
  };
}
