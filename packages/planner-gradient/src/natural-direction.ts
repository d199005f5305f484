import { conjugateGradients } from "@worldwise/math";
import type { Space } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import type { PolicyGeometry, WeightedStates } from "./weighted-states.ts";

/** How the natural direction is solved for. */
export interface SolveOptions {
  /** λ ≥ 0 on the diagonal of the Fisher information. */
  readonly damping: number;
  /** Products with F, at most. */
  readonly solveIterations: number;
}

/** Writes outDirection `[F, M]` ← (F + λ I)⁻¹ gradient; says whether every number of it is finite. */
export type NaturalDirection<O extends Space> =
  (states: WeightedStates<O>, gradient: Float64Array, outDirection: Float64Array) => boolean;

/** What is left of the gradient when the solution is good enough, as a share of it. */
const tolerance = 1e-12;

/**
 * The natural gradient by conjugate gradients, beginning at 0.
 *
 * F is singular for softmax policies (a number added to all logits of a state changes nothing), but the gradient lies in its
 * range; beginning at 0 the solution stays there too, and is F⁺ gradient when λ = 0.
 *
 * Source: Kakade (2001), A natural policy gradient; conjugate gradients as in Schulman et al. (2015), appendix C.
 */
export function naturalDirection<O extends Space>(
  { featureCount, actionCount }: ActionFeatures<O>, geometry: PolicyGeometry<O>, { damping, solveIterations }: SolveOptions,
): NaturalDirection<O> {
  const solve = conjugateGradients(featureCount * actionCount);
  return (states, gradient, outDirection) => {
    outDirection.fill(0);
    solve((vector, outProduct) => geometry.fisherProduct(states, vector, outProduct), gradient, outDirection,
      { damping, maxIterations: solveIterations, tolerance });
    return outDirection.every(Number.isFinite);
  };
}
