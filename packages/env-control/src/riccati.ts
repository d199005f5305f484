import type { Outcome } from "@worldwise/protocol";
import type { Matrix } from "./matrix.ts";
import { addScaled, cholesky, choleskySolve, largestEntry, matrixOf, multiply, transpose } from "./matrix.ts";

/** A linear system with quadratic costs: x' = A x + B u, cost x'Qx + u'Ru. */
export interface LinearQuadraticProblem {
  /** A, `[S, S]` */
  readonly transition: Matrix;
  /** B, `[S, A]` */
  readonly control: Matrix;
  /** Q, `[S, S]`, symmetric, no negative eigenvalue. */
  readonly stateCost: Matrix;
  /** R, `[A, A]`, symmetric, positive definite. */
  readonly actionCost: Matrix;
  /** γ in [0, 1]. */
  readonly discount: number;
}

/** The fixed point of the Riccati equation. */
export interface RiccatiSolution {
  /** `non-finite` where no gain keeps the discounted cost finite. */
  readonly outcome: Outcome;
  readonly iterations: number;
  /** P, `[S, S]`: the least cost from x is x'Px (without noise). */
  readonly costMatrix: Matrix;
  /** K, `[A, S]`: the best action is u = −K x. Zeros where the outcome is `non-finite`. */
  readonly gain: Matrix;
}

/** When to stop. */
export interface RiccatiOptions {
  /** Largest change of an entry of P, relative to the largest entry; by default 1e-14. */
  readonly tolerance?: number;
  /** By default 100,000. */
  readonly maxIterations?: number;
}

/**
 * The discounted algebraic Riccati equation by value iteration from P = 0.
 *
 *   K = (R + γ B'PB)⁻¹ γ B'PA,   P ← Q + K'RK + γ (A − BK)'P(A − BK)
 *
 * The right side keeps P symmetric and free of negative eigenvalues. Checks nothing: see `linearQuadratic`.
 *
 * Source: the discrete-time regulator as in Bertsekas (2012), Dynamic Programming and Optimal Control, with a discount.
 */
export function solveRiccati(
  problem: LinearQuadraticProblem, { tolerance = 1e-14, maxIterations = 100_000 }: RiccatiOptions = {},
): RiccatiSolution {
  const size = problem.transition.length;
  let costMatrix = matrixOf(size, size, () => 0);
  for (let iterations = 1; iterations <= maxIterations; iterations++) {
    const next = improve(problem, costMatrix);
    const change = largestEntry(addScaled(next, -1, costMatrix));
    const scale = largestEntry(next);
    costMatrix = next;
    if (!Number.isFinite(scale)) return { outcome: "non-finite", iterations, costMatrix, gain: zeroGain(problem) };
    if (change <= tolerance * scale) return { outcome: "converged", iterations, costMatrix, gain: gainOf(problem, costMatrix) };
  }
  return { outcome: "max-iterations", iterations: maxIterations, costMatrix, gain: gainOf(problem, costMatrix) };
}

function improve(problem: LinearQuadraticProblem, costMatrix: Matrix): Matrix {
  const { transition, control, stateCost, actionCost, discount } = problem;
  const gain = gainOf(problem, costMatrix);
  const closedLoop = addScaled(transition, -1, multiply(control, gain));
  const now = addScaled(stateCost, 1, sandwich(gain, actionCost));
  return addScaled(now, discount, sandwich(closedLoop, costMatrix));
}

/** (R + γ B'PB)⁻¹ γ B'PA */
function gainOf({ transition, control, actionCost, discount }: LinearQuadraticProblem, costMatrix: Matrix): Matrix {
  const weighted = multiply(transpose(control), costMatrix);
  const lower = cholesky(addScaled(actionCost, discount, multiply(weighted, control)));
  const right = multiply(weighted, transition).map((row) => row.map((entry) => discount * entry));
  return lower ? choleskySolve(lower, right) : right.map((row) => row.map(() => Number.NaN));
}

/** X'MX */
const sandwich = (x: Matrix, m: Matrix): Matrix => multiply(transpose(x), multiply(m, x));

const zeroGain = ({ control, transition }: LinearQuadraticProblem): Matrix =>
  matrixOf(control[0]!.length, transition.length, () => 0);
