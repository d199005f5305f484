import { add, diagonal, gather, mean, mul, oneHot, pick, sub, sum } from "@worldwise/autodiff";
import type { ModelLoss } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import { packageName } from "./package-name.ts";
import { requireOption, requirePositive } from "./require-option.ts";
import { tensorOf } from "./tables.ts";

/** What can be chosen for {@link kernelVaml}. */
export interface KernelVamlOptions {
  /** `[N][N]` k(x, y), symmetric and positive semidefinite. */
  readonly kernel: readonly ArrayLike<number>[];
  /** ‖V‖ ≤ radius in the reproducing kernel Hilbert space, above 0. Default 1. */
  readonly radius?: number;
}

/**
 * VAML for a ball of a reproducing kernel Hilbert space over N states: the squared maximum mean discrepancy from each outcome.
 *
 *   L = radius²/B Σ_b ( E[k(x̂'_b, x̂''_b)] − 2 E[k(x̂'_b, x'_b)] + k(x'_b, x'_b) ),   x̂' and x̂'' independent
 *
 * It is `vaml` with l2 and features that factor the kernel, φ(x)ᵀφ(y) = k(x, y). Throws `bad-options`.
 *
 * Source: Farahmand, Barreto and Nikovski (2017), AISTATS; Gretton et al. (2012), "A kernel two-sample test".
 */
export function kernelVaml({ kernel, radius = 1 }: KernelVamlOptions): ModelLoss<"expectation", never> {
  requirePositive("radius", radius);
  requireOption(kernel.every((row) => row.length === kernel.length), "kernel", "as many columns as rows", kernel[0]?.length ?? 0);
  const table = tensorOf("kernel", kernel);
  const N = kernel.length;
  return defineModelLoss({
    name: "kernelVaml", package: packageName, needs: { prediction: ["expectation"], decision: [] },
    loss({ predicted, next }) {
      const row = predicted.expectation((state) => gather(table, state)); // [B, N] E k(x̂', ·)
      const probability = predicted.expectation((state) => mul(1, oneHot(state, N)));
      const own = gather(diagonal(table), next);
      return mul(radius ** 2, mean(add(sub(sum(mul(probability, row), 1), mul(2, pick(row, next))), own)));
    },
  });
}

/** k(x, y) = exp(−(x − y)² / (2 width²)) of numbered states, `[N][N]`. */
export const gaussianKernel = (stateCount: number, width: number): readonly Float64Array[] =>
  Array.from({ length: stateCount }, (_, x) =>
    Float64Array.from({ length: stateCount }, (_, y) => Math.exp(-((x - y) ** 2) / (2 * width ** 2))));
