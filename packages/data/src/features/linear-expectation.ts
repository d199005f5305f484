import type { Space } from "@worldwise/protocol";

/**
 * What a linear model says of features: what is expected to follow on each of them.
 *
 *   E[φ(x')_k | x, a] ≈ Σ_i φ(x)_i · transition[a, i, k],   E[r | x, a] ≈ Σ_i φ(x)_i · reward[a, i]
 *
 * Row i of an action is what feature i alone leads to: `transition[a]` is the transpose of the matrix F_a of Sutton et al.
 * (2008), so that a backup of one feature reads numbers that lie side by side. After a transition that ends the episode φ(x') = 0.
 */
export interface LinearExpectation {
  /** K */
  readonly featureSize: number;
  /** M, or 1 where one model is kept for whatever action the behavior takes: to evaluate it. */
  readonly actionCount: number;
  /** γ in [0, 1]. */
  readonly discount: number;
  /** `[M, K, K]` */
  readonly transition: Float64Array;
  /** `[M, K]` */
  readonly reward: Float64Array;
}

declare module "@worldwise/protocol" {
  // eslint-disable-next-line @typescript-eslint/no-unused-vars -- parameters repeat the declaration that is merged with
  interface ModelFaces<O extends Space = Space, A extends Space = Space> {
    /** A linear model of features, for linear Dyna. */
    linearExpectation: LinearExpectation;
  }
}
