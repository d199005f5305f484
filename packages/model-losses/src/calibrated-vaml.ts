import { add, concat, div, mean, mul, reshape, square, sub, sum } from "@worldwise/autodiff";
import type { ModelLoss, Tensor } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import { packageName } from "./package-name.ts";
import { requireOption } from "./require-option.ts";

/** What can be chosen for {@link calibratedVaml}. */
export interface CalibratedVamlOptions {
  /** k, samples of the model for each transition; at least 2 with the correction. Default 4. */
  readonly samples?: number;
  /** Whether the bias is corrected. Default true. */
  readonly correction?: boolean;
}

/**
 * The value-aware loss by samples of the model, with its bias corrected.
 *
 *   L = 1/B Σ_b [ (V̄_b − V(x'_b))² − 1/(k(k−1)) Σ_j (V(x̂'_bj) − V̄_b)² ],   V̄_b = 1/k Σ_j V(x̂'_bj)
 *
 * Without the correction the expected loss has Var V(x̂')/k in it, and a model lowers it by being less random than the world.
 * With it, the expectation is that of IterVAML. A single corrected term may be negative, and must not be clipped; with k = 2 it
 * is (V(x̂'_b1) − V(x'_b)) (V(x̂'_b2) − V(x'_b)). Each sample is a prediction of its own; a model class whose expectation is
 * exact needs no samples: the loss is then IterVAML. Throws `bad-options`.
 *
 * Source: Voelcker and others (2025), calibrated value-aware model learning, ICML.
 */
export function calibratedVaml(
  { samples = 4, correction = true }: CalibratedVamlOptions = {},
): ModelLoss<"expectation", "tracedValue"> {
  requireSamples(samples, correction);
  return defineModelLoss({
    name: "calibratedVaml", package: packageName, needs: { prediction: ["expectation"], decision: ["tracedValue"] },
    loss({ state, action, next, predict, decision: { tracedValue: value } }) {
      const drawn = Array.from({ length: samples }, () => predict(state, action).expectation(value));
      const rows = concat(drawn.map((each) => reshape(each, [each.shape[0]!, 1])), 1);
      return mean(sampledValueError(rows, value(next), correction));
    },
  });
}

/**
 * The value-aware error of k samples, corrected or not, of each row.
 *
 *   (V̄ − y)² − [correction] 1/(k(k−1)) Σ_j (V_j − V̄)²
 *
 * @param values - `[B, k]` V of each sample
 * @param target - `[B]` y
 * @returns `[B]`
 */
export function sampledValueError(values: Tensor, target: Tensor, correction: boolean): Tensor {
  const [B, k] = [values.shape[0]!, values.shape[1]!];
  requireSamples(k, correction);
  const average = mean(values, 1);
  const error = square(sub(average, target));
  if (!correction) return error;
  const spread = sum(square(sub(values, reshape(average, [B, 1]))), 1);
  return sub(error, div(spread, k * (k - 1)));
}

/**
 * What the sampled loss is on average over the samples, where the model's expectation is exact: the bias to be seen.
 *
 *   L = 1/B Σ_b [ (E[V(x̂'_b)] − V(x'_b))² + Var V(x̂'_b) / k ]
 *
 * Throws `bad-options`.
 *
 * @param samples - k, at least 1. Default 1
 */
export function expectedSampledVaml(
  { samples = 1 }: { readonly samples?: number } = {},
): ModelLoss<"expectation", "tracedValue"> {
  requireSamples(samples, false);
  return defineModelLoss({
    name: "expectedSampledVaml", package: packageName, needs: { prediction: ["expectation"], decision: ["tracedValue"] },
    loss({ predicted, next, decision: { tracedValue: value } }) {
      const average = predicted.expectation(value);
      const variance = sub(predicted.expectation((state) => square(value(state))), square(average));
      return mean(add(square(sub(average, value(next))), mul(1 / samples, variance)));
    },
  });
}

function requireSamples(samples: number, correction: boolean): void {
  const least = correction ? 2 : 1;
  requireOption(Number.isInteger(samples) && samples >= least, "samples", `a whole number of at least ${least}`, samples);
}
