import { add, clamp, div, maximum, mul, sqrt, square, sum } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";
import { checkRange } from "./check-size.ts";
import { mapTensors, tensorsIn } from "./tree.ts";

/** √ Σ g² over all numbers of a tree, a scalar. */
export const globalNorm = (tree: unknown): Tensor =>
  sqrt(tensorsIn(tree).map((leaf) => sum(square(leaf))).reduce((total, each) => add(total, each)));

/**
 * Shortens a gradient that is longer than `limit`, all of it by one factor: g · min(1, limit / ‖g‖).
 *
 * Source: Pascanu, Mikolov, Bengio (2013), ICML, algorithm 1.
 *
 * @param gradients - a tree of tensors
 * @param limit - the largest length that remains, above 0
 */
export function clipByGlobalNorm<T>(gradients: T, limit: number): T {
  checkRange("limit", limit, Number.MIN_VALUE, Infinity);
  const factor = div(limit, maximum(globalNorm(gradients), limit));
  return mapTensors((gradient) => mul(gradient, factor), gradients);
}

/** Every number of a gradient brought between −limit and limit. */
export function clipByValue<T>(gradients: T, limit: number): T {
  checkRange("limit", limit, 0, Infinity);
  return mapTensors((gradient) => clamp(gradient, -limit, limit), gradients);
}
