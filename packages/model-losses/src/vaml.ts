import { sub } from "@worldwise/autodiff";
import type { ModelLoss, StateFunction } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import type { ParameterNorm } from "./norms.ts";
import { meanSupremum } from "./norms.ts";
import { packageName } from "./package-name.ts";
import { requirePositive } from "./require-option.ts";
import { tableOf } from "./tables.ts";

/** What can be chosen for {@link vaml}. */
export interface VamlOptions {
  /** Norm that bounds θ. Default l2. */
  readonly norm?: ParameterNorm;
  /** Bound of it, above 0. Default 1. */
  readonly radius?: number;
}

/** φ: a function of states, or K numbers for each of N states. */
export type ValueFeatures = StateFunction | readonly ArrayLike<number>[];

/**
 * VAML for linear value functions F = \{ φ(x)ᵀθ : ‖θ‖ ≤ radius \}: the worst error of an expected next value over the class.
 *
 *   L = 1/B Σ_b sup_θ (φ(x'_b)ᵀθ − E[φ(x̂'_b)]ᵀθ)² = radius²/B Σ_b ‖E[φ(x̂'_b)] − φ(x'_b)‖²_dual
 *
 * The dual of l2 is l2, of l1 the largest entry, of linf the sum of absolute values. With l2 the loss is that of the mean
 * outcome plus a constant, the variance of φ, so that noise does not move its minimum; with the others it does. Features that
 * are constant change nothing. The planner tells φ, or `features` gives it: as a function such as {@link bumps}, or written out for
 * finite states, `[N, K]`. Throws `bad-options`.
 *
 * Source: Farahmand, Barreto and Nikovski (2017), "Value-aware loss function for model-based reinforcement learning", AISTATS.
 */
export function vaml(options?: VamlOptions): ModelLoss<"expectation", "valueFeatures">;
export function vaml(options: VamlOptions & { readonly features: ValueFeatures }): ModelLoss<"expectation", never>;
export function vaml(
  { norm = "l2", radius = 1, features }: VamlOptions & { readonly features?: ValueFeatures } = {},
): ModelLoss<"expectation"> {
  requirePositive("radius", radius);
  const error = ({ predicted, next }: Inputs, phi: StateFunction): ReturnType<StateFunction> =>
    meanSupremum(sub(predicted.expectation(phi), phi(next)), norm, radius);
  const written = typeof features === "function" ? features : features && tableOf("features", features);
  const common = { name: "vaml", package: packageName };
  if (written) {
    return defineModelLoss({
      ...common, needs: { prediction: ["expectation"], decision: [] }, loss: (inputs: Inputs) => error(inputs, written),
    });
  }
  return defineModelLoss({
    ...common, needs: { prediction: ["expectation"], decision: ["valueFeatures"] },
    loss: (inputs) => error(inputs, inputs.decision.valueFeatures),
  });
}

type Inputs = Pick<Parameters<ModelLoss<"expectation", never>["loss"]>[0], "predicted" | "next">;
