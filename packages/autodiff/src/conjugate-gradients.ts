import { add, div, mul, sub } from "./arithmetic.ts";
import { greater, where } from "./comparison.ts";
import { sum } from "./reductions.ts";
import type { Tensor } from "./tensor.ts";
import { tensor } from "./tensor.ts";

/** How a linear system is solved. */
export interface SolveOptions {
  /** Steps, all of which are taken; unrolled in a program. As many as unknowns solve any system but for rounding. */
  readonly iterations: number;
  /** δ ≥ 0, added to the diagonal. Default 0. */
  readonly damping?: number;
}

/**
 * Solves (A + δ I) x = b for a symmetric positive definite A that is known by its products alone.
 *
 *   α = rᵀr / pᵀAp,  x ← x + α p,  r ← r − α A p,  p ← r + (r'ᵀr' / rᵀr) p
 *
 * @param multiply - v ↦ A v, linear, in the shape of b
 *
 * Source: Hestenes and Stiefel (1952), "Methods of conjugate gradients for solving linear systems", section 3.
 */
export function conjugateGradients(multiply: (v: Tensor) => Tensor, b: Tensor, { iterations, damping = 0 }: SolveOptions): Tensor {
  let [x, residual, direction]: [Tensor, Tensor, Tensor] = [mul(b, 0), b, b];
  let size = sum(mul(residual, residual));
  for (let step = 0; step < iterations; step++) {
    const image = add(multiply(direction), mul(direction, damping));
    const length = ratio(size, sum(mul(direction, image)));
    x = add(x, mul(length, direction));
    residual = sub(residual, mul(length, image));
    const nextSize = sum(mul(residual, residual));
    direction = add(residual, mul(ratio(nextSize, size), direction));
    size = nextSize;
  }
  return x;
}

/** a / b, and 0 where b is 0: nothing is left to do once the residual is. */
const ratio = (a: Tensor, b: Tensor): Tensor => where(greater(b, 0), div(a, where(greater(b, 0), b, tensor(1))), 0);
