import { abs, gather, greater, iota, mean, mul, pick, reshape, sqrt, square, sub, sum, where } from "@worldwise/autodiff";
import type { ModelLoss, StateFunction, Tensor } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import { packageName } from "./package-name.ts";
import { requireOption, requirePositive } from "./require-option.ts";
import { tensorOf } from "./tables.ts";

/** What can be chosen for {@link lipschitzVaml}. */
export interface LipschitzVamlOptions {
  /** Lipschitz constant of the values, above 0. Default 1. */
  readonly constant?: number;
  /** `[N][N]` Distances between finite states. |x − y| of their numbers when not given; boxes have the Euclidean distance. */
  readonly distance?: readonly ArrayLike<number>[];
}

/**
 * VAML for Lipschitz values: the squared Wasserstein-1 distance of the predicted distribution from each outcome.
 *
 *   L = constant²/B Σ_b W₁(P̂(·|x_b, a_b), x'_b)²,   W₁ to a single point = E[d(x̂'_b, x'_b)]
 *
 * A distribution can be moved to one point in one way, so that no linear program is needed. The mean over outcomes of a
 * distance is not the distance to their distribution: noise draws the model towards the median. Throws `bad-options`.
 *
 * Source: Asadi, Cater, Misra and Littman (2018), "Equivalence between Wasserstein and value-aware loss for model-based
 * reinforcement learning".
 */
export function lipschitzVaml({ constant = 1, distance }: LipschitzVamlOptions = {}): ModelLoss<"expectation", never> {
  requirePositive("constant", constant);
  const isSquare = distance === undefined || distance.every((row) => row.length === distance.length);
  requireOption(isSquare, "distance", "as many columns as rows", "others");
  const table = distance && tensorOf("distance", distance);
  return defineModelLoss({
    name: "lipschitzVaml", package: packageName, needs: { prediction: ["expectation"], decision: [] },
    loss({ predicted, next }) {
      const moved = table
        ? pick(predicted.expectation((state) => gather(table, state)), next)
        : expectedDistance(predicted.expectation, next);
      return mul(constant ** 2, mean(square(moved)));
    },
  });
}

/** E[d(x̂'_b, x'_b)] of every row, `[B]`. */
function expectedDistance(expectation: (f: StateFunction) => Tensor, next: Tensor): Tensor {
  if (next.shape.length > 1) return expectation((state) => length(sub(state, next)));
  const B = next.shape[0]!;
  // Finite states: the distance of each from each outcome is a column of its own, of which a row reads one.
  const all = expectation((state) => abs(sub(reshape(state, [state.shape[0]!, 1]), reshape(next, [1, B]))));
  return pick(all, iota(B));
}

/** Euclidean lengths of rows, `[B, S]` → `[B]`, with a derivative of 0 at 0. */
function length(rows: Tensor): Tensor {
  const squared = sum(square(rows), 1);
  const isThere = greater(squared, 0);
  return where(isThere, sqrt(where(isThere, squared, 1)), 0);
}
