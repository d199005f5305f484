import type { Discrete } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import type { PolicyFacts } from "./exact-evaluation.ts";

/** 0 … N−1: every state once, as lanes. */
export const everyState = (stateCount: number): Int32Array => Int32Array.from({ length: stateCount }, (_, x) => x);

/** Writes ∂J/∂θ from the facts of the present policy. */
export type ExactGradient = (facts: PolicyFacts, outGradient: Float64Array) => void;

/**
 * The policy gradient of a softmax policy, exactly.
 *
 *   ∇J = Σ_x d(x) Σ_a π(a|x) ∇log π(a|x) Q(x,a) = Σ_x d(x) Σ_a π(a|x) (Q(x,a) − V(x)) ∇y_a(x)
 *
 * d = ρ_γ / (1 − γ) where no episode ends. outGradient `[F, M]` is overwritten: one number for each parameter.
 *
 * Source: Sutton, McAllester, Singh and Mansour (2000), Policy gradient methods for reinforcement learning with function
 * approximation, theorem 1.
 */
export function exactGradient(features: ActionFeatures<Discrete>, stateCount: number): ExactGradient {
  const { actionCount } = features;
  const states = everyState(stateCount);
  const cotangent = new Float64Array(actionCount);
  return ({ probability, value, actionValue, visits }, outGradient) => {
    outGradient.fill(0);
    for (let x = 0; x < stateCount; x++) {
      for (let a = 0; a < actionCount; a++) {
        const row = x * actionCount + a;
        cotangent[a] = visits[x]! * probability[row]! * (actionValue[row]! - value[x]!);
      }
      features.pullback(cotangent, states, x, outGradient);
    }
  };
}
