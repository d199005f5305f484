import { add, div, iota, matmul, mul, reshape, scan, square, stopGradient, sub, sum } from "@worldwise/autodiff";
import { implicitSolution } from "@worldwise/autodiff";
import type { LossInputs, ModelLoss, OptimalityCondition, Tensor } from "@worldwise/protocol";
import { defineModelLoss } from "@worldwise/protocol";
import type { FiniteSize } from "./finite-rows.ts";
import { everyPair, predictedRows, recordedRows } from "./finite-rows.ts";
import { packageName } from "./package-name.ts";
import { requireOption } from "./require-option.ts";

/** What can be chosen for {@link optimalModelDesign}. */
export interface OptimalModelDesignOptions {
  /**
   * Backups of the planner's Q in the present model before it is differentiated through, since the planner may be behind.
   * Default 20.
   */
  readonly sweeps?: number;
  /** Steps of the conjugate gradients that solve for the sensitivities; N·M are exact. Default 50. */
  readonly iterations?: number;
}

/**
 * Optimal model design in tables: the model is as wrong as the Q that the planner finds in it is wrong in the world.
 *
 *   L = Σ_(x,a) n(x,a)/B ( Q̂(x,a) − r̄(x,a) − Σ_y γ P̄(y|x,a) V̂(y) )²,   residual(Q̂; P̂, r̂) = 0
 *   dL/dφ = −(∂residual/∂φ)ᵀ (∂residual/∂Q)⁻ᵀ dL/dQ̂
 *
 * Q̂ is differentiated through what it satisfies (the implicit function theorem), not through how it was found. P̄ and r̄ are
 * counted from the batch (give it all transitions), so that noise in the outcomes is not counted as error. The planner tells
 * the equation, `optimality`, of a table `[N, M]`. Throws `bad-options`.
 *
 * Source: Nikishin, Abachi, Agarwal and Bacon (2022), "Control-oriented model-based reinforcement learning with implicit
 * differentiation", AAAI. Differs: sensitivities by conjugate gradients instead of the identity for the inverse Hessian.
 */
export function optimalModelDesign(
  { sweeps = 20, iterations = 50 }: OptimalModelDesignOptions = {},
): ModelLoss<"expectation" | "reward", "optimality" | "discount"> {
  requireOption(Number.isInteger(sweeps) && sweeps >= 0, "sweeps", "a whole number of at least 0", sweeps);
  requireOption(Number.isInteger(iterations) && iterations >= 1, "iterations", "a whole number of at least 1", iterations);
  return defineModelLoss({
    name: "optimalModelDesign", package: packageName,
    needs: { prediction: ["expectation", "reward"], decision: ["optimality", "discount"] },
    loss(inputs) {
      const { optimality, discount } = inputs.decision;
      const size = sizeOfTable(optimality);
      const { probability, reward } = predictedRows(inputs.predict, size);
      const residual = residualIn(optimality, size, discount);
      const settled = sweep((q) => residual(q, stopGradient(reward), stopGradient(probability)), optimality.solution, sweeps);
      const solution = implicitSolution(residual, stopGradient(settled), [reward, probability], { iterations });
      const world = recordedRows(inputs, size, { reward, continuation: mul(discount, probability) });
      return trueError(inputs, optimality, solution, world);
    },
  });
}

function sizeOfTable({ solution: { shape: [stateCount, actionCount] } }: OptimalityCondition): FiniteSize {
  requireOption(stateCount !== undefined && actionCount !== undefined, "optimality", "a table [N, M]", "another solution");
  return { stateCount: stateCount!, actionCount: actionCount! };
}

type Residual = (solution: Tensor, reward: Tensor, probability: Tensor) => Tensor;

/** The planner's equation as a function of all rows of a model. */
function residualIn(optimality: OptimalityCondition, size: FiniteSize, discount: number): Residual {
  const { state, action } = everyPair(size);
  return (solution, reward, probability) => optimality.residual(solution, {
    state, action, reward, discount: add(mul(reward, 0), discount),
    expectation(f) {
      const values = f(iota(size.stateCount));
      return reshape(matmul(probability, reshape(values, [size.stateCount, 1])), [reward.shape[0]!]);
    },
  });
}

/** Q ← Q − residual(Q), which is a sweep of value iteration. */
function sweep(residual: (q: Tensor) => Tensor, start: Tensor, count: number): Tensor {
  if (count === 0) return start;
  const nothing: readonly Tensor[] = [];
  return scan((q: Tensor) => ({ carry: sub(q, residual(q)), output: nothing }), start, nothing, { length: count }).carry;
}

type Recorded = ReturnType<typeof recordedRows>;

/** Mean squared Bellman error of Q in the recorded world. */
function trueError(
  { state }: Pick<LossInputs<never, never>, "state">, { value }: OptimalityCondition, solution: Tensor, world: Recorded,
): Tensor {
  const [N, rows] = [solution.shape[0]!, world.reward.shape[0]!];
  const next = reshape(value(solution, iota(N)), [1, N]);
  const target = add(world.reward, sum(mul(world.continuation, next), 1));
  const weight = div(world.visits, state.shape[0]!);
  return sum(mul(weight, square(sub(reshape(solution, [rows]), target))));
}
