import { conjugateGradients } from "@worldwise/math";
import type { Lanes, Space } from "@worldwise/protocol";
import type { ActionFeatures } from "./action-features.ts";
import { softmaxProbabilities } from "./softmax.ts";
import type { Trajectories } from "./trajectories.ts";

/** Parameters of a policy, and Q̂ linear in the same features. */
export type ActorAndCritic = {
  /** `[F, M]` θ of the policy. */
  parameter: Float64Array;
  /** `[F, M]` u of Q̂. */
  critic: Float64Array;
};

/** V̂(x) = Σ_a π(a|x) Q̂(x,a) of one lane. */
export type CriticValue<O extends Space> = (state: ActorAndCritic, observation: Lanes<O>, lane: number) => number;

/** The value of the policy, as the critic sees it. */
export function criticValue<O extends Space>(features: ActionFeatures<O>): CriticValue<O> {
  const [probability, actionValue] = [new Float64Array(features.actionCount), new Float64Array(features.actionCount)];
  return ({ parameter, critic }, observation, lane) => {
    softmaxProbabilities(features, parameter, observation, lane, probability);
    features.evaluate(critic, observation, lane, actionValue);
    let value = 0;
    for (let a = 0; a < probability.length; a++) value += probability[a]! * actionValue[a]!;
    return value;
  };
}

/** Moves the critic towards targets, one for each transition; false, and nothing moved, where one is not a finite number. */
export type FitCritic<O extends Space> = (critic: Float64Array, trajectories: Trajectories<O>, target: Float64Array) => boolean;

/**
 * Least squares that does not forget all at once.
 *
 *   u ← argmin_w Σ_i (Q̂_w(x_i, a_i) − target_i)² + inertia · ‖w − u‖²
 *
 * In a table of n visits of a pair: Q̂ ← (inertia · Q̂ + Σ targets) / (inertia + n). Solved by conjugate gradients for w − u.
 *
 * @param inertia - above 0, in transitions
 */
export function fitCritic<O extends Space>(features: ActionFeatures<O>, inertia: number): FitCritic<O> {
  const weightCount = features.featureCount * features.actionCount;
  const solve = conjugateGradients(weightCount);
  const [right, change] = [new Float64Array(weightCount), new Float64Array(weightCount)];
  const cotangent = new Float64Array(features.actionCount);

  /** out ← Σ_i φ_i (residual of i), φ_i the features of x_i in the column of a_i */
  function accumulate(
    { size, observation, action }: Trajectories<O>, residual: (row: number) => number, out: Float64Array,
  ): void {
    out.fill(0);
    for (let row = 0; row < size; row++) {
      const difference = residual(row);
      cotangent.fill(0);
      cotangent[action[row]!] = difference;
      features.pullback(cotangent, observation, row, out);
    }
  }

  function predict(weights: Float64Array, { observation, action }: Trajectories<O>, row: number): number {
    features.evaluate(weights, observation, row, cotangent);
    return cotangent[action[row]!]!;
  }

  return (critic, trajectories, target) => {
    accumulate(trajectories, (row) => target[row]! - predict(critic, trajectories, row), right);
    change.fill(0);
    const multiply = (vector: Float64Array, outProduct: Float64Array): void =>
      accumulate(trajectories, (row) => predict(vector, trajectories, row), outProduct);
    const { outcome } = solve(multiply, right, change, { damping: inertia, maxIterations: 100, tolerance: 1e-10 });
    if (outcome === "non-finite" || !change.every(Number.isFinite)) return false;
    for (let i = 0; i < weightCount; i++) critic[i]! += change[i]!;
    return true;
  };
}
