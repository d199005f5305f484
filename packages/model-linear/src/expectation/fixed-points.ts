import type { LinearExpectation } from "@worldwise/data";
import type { LinearOutcome } from "@worldwise/math";
import { arenaBytes, createArena, lu } from "@worldwise/math";
import type { SymmetricOutcome } from "../symmetric-solver.ts";
import { symmetricSolver } from "../symmetric-solver.ts";
import type { LinearMoments } from "./moments.ts";

/** A weight vector, and whether there is one. `weight` is NaN where the outcome is not "solved". */
export interface FixedPoint {
  readonly outcome: LinearOutcome;
  /** `[K]` θ */
  readonly weight: Float64Array;
}

/** A linear model by least squares. */
export interface FittedModel {
  readonly outcome: SymmetricOutcome;
  readonly model: LinearExpectation;
}

/**
 * The linear model of least squares.
 *
 *   Fᵀ = (C + λI)⁻¹ N,   b = (C + λI)⁻¹ d
 *
 * Where C + λI has no inverse the solution of least norm is taken ("deficient"). A new model each time; for one action.
 *
 * @param discount - γ, passed on to the model
 * @param ridge - λ, at least 0
 */
export function fitLinearModel({ gram, next, reward }: LinearMoments, discount: number, ridge = 0): FittedModel {
  const featureSize = reward.length;
  const transition = new Float64Array(gram.length);
  const weight = new Float64Array(featureSize);
  const outcome = worse(
    symmetricSolver(featureSize, featureSize)(gram, ridge, next, transition),
    symmetricSolver(featureSize, 1)(gram, ridge, reward, weight),
  );
  return { outcome, model: { featureSize, actionCount: 1, discount, transition, reward: weight } };
}

const worse = (a: SymmetricOutcome, b: SymmetricOutcome): SymmetricOutcome =>
  (a === "non-finite" || b === "non-finite" ? "non-finite" : a === "solved" ? b : a);

/**
 * The value function of a linear model, as planning in it without end would find it.
 *
 *   θ = (I − γ Fᵀ)⁻¹ b
 *
 * It does not depend on which feature vectors the planning goes through. "singular" where γF has the eigenvalue 1.
 * A solution may exist although planning diverges: see `linearStability`.
 *
 * @param action - whose model is taken
 *
 * Source: Sutton, Szepesvári, Geramifard and Bowling (2008), Dyna-style planning with linear function approximation, theorem 3.1.
 */
export function modelFixedPoint({ featureSize, discount, transition, reward }: LinearExpectation, action = 0): FixedPoint {
  const size = featureSize * featureSize;
  const matrix = transition.slice(action * size, (action + 1) * size);
  for (let i = 0; i < size; i++) matrix[i] = (i % (featureSize + 1) === 0 ? 1 : 0) - discount * matrix[i]!;
  return solve(matrix, reward.subarray(action * featureSize, (action + 1) * featureSize));
}

/**
 * Least-squares temporal differences: the fixed point of the projected Bellman operator.
 *
 *   (C + λI − γN) θ = d
 *
 * Source: Bradtke and Barto (1996), Linear least-squares algorithms for temporal difference learning; Boyan (2002).
 */
export function lstdFixedPoint({ gram, next, reward }: LinearMoments, discount: number, ridge = 0): FixedPoint {
  const matrix = gram.map((entry, i) => entry - discount * next[i]!);
  for (let k = 0; k < reward.length; k++) matrix[k * reward.length + k]! += ridge;
  return solve(matrix, reward);
}

/** Both sides of Parr's identity. */
export interface ParrIdentity {
  /** The value function of the least-squares model. */
  readonly model: FixedPoint;
  /** The linear fixed point of the value function. */
  readonly lstd: FixedPoint;
  /** ‖θ_model − θ_LSTD‖∞; NaN where one of them does not exist. */
  readonly difference: number;
}

/**
 * A linear model and a linear value function of the same features have one fixed point.
 *
 *   (I − γ Fᵀ)⁻¹ b = (C + λI − γN)⁻¹ d,   because Fᵀ = (C + λI)⁻¹ N and b = (C + λI)⁻¹ d
 *
 * It holds where C + λI has an inverse. Source: Parr, Li, Taylor, Painter-Wakefield and Littman (2008), An analysis of linear
 * models, linear value-function approximation, and feature selection for reinforcement learning, section 3. Here with a ridge,
 * which both sides share.
 */
export function parrIdentity(moments: LinearMoments, discount: number, ridge = 0): ParrIdentity {
  const model = modelFixedPoint(fitLinearModel(moments, discount, ridge).model);
  const lstd = lstdFixedPoint(moments, discount, ridge);
  const difference = model.weight.reduce((largest, theta, k) => Math.max(largest, Math.abs(theta - lstd.weight[k]!)), 0);
  return { model, lstd, difference };
}

/** x = A⁻¹ b. */
function solve(matrix: Float64Array, right: Float64Array): FixedPoint {
  const size = right.length;
  const arena = createArena({ bytes: arenaBytes("float64", size * (size + 2)) + 65536 });
  const [factors, pivots, weight] =
    [arena.allocate("float64", size * size), arena.allocate("int32", size), arena.allocate("float64", size)];
  factors.set(matrix);
  weight.set(right);
  const system = lu(arena, size);
  const factored = system.factor(factors, pivots);
  const outcome = factored === "solved" ? system.solve(factors, pivots, weight) : factored;
  return { outcome, weight: outcome === "solved" ? weight.slice() : new Float64Array(size).fill(NaN) };
}
