import type { Discrete } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import { effectiveHorizon } from "./exact-evaluation.ts";
import { everyState } from "./exact-gradient.ts";
import type { ExactStep } from "./exact-planner.ts";
import type { SolveOptions } from "./natural-direction.ts";
import { naturalDirection } from "./natural-direction.ts";
import { policyGeometry } from "./weighted-states.ts";

/** Writes outDirection `[F, M]` ← F⁻¹ ∇J, up to a number for each state; says whether every number of it is finite. */
export type ExactNaturalDirection = (step: ExactStep, outDirection: Float64Array) => boolean;

/**
 * The exact natural gradient.
 *
 *   table:     F⁺ ∇J = H (Q − V) up to a constant for each state,   H = Σ_x d(x)
 *   features:  (F + λ I)⁻¹ ∇J by conjugate gradients, F under d / H
 *
 * H = 1/(1−γ) where no episode ends. The closed form also moves states that are never visited, where F knows nothing.
 */
export function exactNaturalDirection(
  features: ActionFeatures<Discrete>, stateCount: number, chosen: SolveOptions,
): ExactNaturalDirection {
  if (features.isTable) return closedForm;
  const observation = everyState(stateCount);
  const solve = naturalDirection(features, policyGeometry(features), chosen);
  return ({ facts: { visits, probability }, gradient }, outDirection) =>
    solve({ count: stateCount, observation, weight: visits, probability }, gradient, outDirection);
}

function closedForm({ facts }: ExactStep, outDirection: Float64Array): boolean {
  const { value, actionValue } = facts;
  const [horizon, actionCount] = [effectiveHorizon(facts), actionValue.length / value.length];
  for (let x = 0; x < value.length; x++) {
    for (let row = x * actionCount; row < (x + 1) * actionCount; row++) {
      outDirection[row] = horizon * (actionValue[row]! - value[x]!);
    }
  }
  return outDirection.every(Number.isFinite);
}
