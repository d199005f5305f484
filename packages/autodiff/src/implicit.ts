import type { SolveOptions } from "./conjugate-gradients.ts";
import { conjugateGradients } from "./conjugate-gradients.ts";
import { customVjp } from "./custom-vjp.ts";
import { jvp, vjp } from "./derivatives.ts";
import { neg } from "./arithmetic.ts";
import { stopGradient } from "./stop-gradient.ts";
import type { Tensor } from "./tensor.ts";

/**
 * A solution x of residual(x, …θ) = 0, found by whatever means, as a differentiable function of θ (implicit function theorem):
 *
 *   dx/dθ = −(∂r/∂x)⁻¹ ∂r/∂θ
 *
 * A cotangent g is carried back as −λᵀ ∂r/∂θ, where (∂r/∂x)ᵀ λ = g is solved by conjugate gradients on its normal equations, so that
 * ∂r/∂x need not be symmetric. What the residual reaches besides its arguments gets no derivative.
 *
 * @param residual - in the shape of x; zero at the solution
 * @param solution - x; the answer has its numbers
 * @param theta - what the solution depends on
 *
 * @example
 * ```ts
 * import { grad, implicitSolution, mul, numbers, sub, tensor, type Tensor } from "@worldwise/autodiff";
 *
 * // x = θ / 4 solves 4x − θ = 0.
 * const residual = (x: Tensor, theta: Tensor): Tensor => sub(mul(4, x), theta);
 * const x = (theta: Tensor): Tensor => implicitSolution(residual, tensor(2), [theta], { iterations: 1 });
 * console.log(numbers(grad(x)(tensor(8)))[0]); // 0.25
 * ```
 *
 * Source: Nikishin, Abachi, Agarwal, Bacon (2022), "Control-oriented model-based reinforcement learning with implicit differentiation".
 */
export function implicitSolution<X extends readonly Tensor[]>(
  residual: (x: Tensor, ...theta: X) => Tensor, solution: Tensor, theta: X, options: SolveOptions,
): Tensor {
  const given = (all: readonly Tensor[]): X => all as X; // as many as there are in theta
  const solve = customVjp(() => stopGradient(solution), (g, x, ...all) => {
    const atTheta = (y: Tensor): Tensor => residual(y, ...given(all));
    const transposed = (v: Tensor): Tensor => vjp(atTheta, x).pullback(v)[0];
    const forward = (v: Tensor): Tensor => jvp(atTheta, x, v).tangent;
    const lambda = conjugateGradients((v) => forward(transposed(v)), forward(g), options);
    return vjp((...own: Tensor[]) => residual(x, ...given(own)), ...all).pullback(neg(lambda));
  });
  return solve(...theta);
}
