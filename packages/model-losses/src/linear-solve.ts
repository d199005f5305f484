import { add, cholesky, choleskySolve, matmul, sub, transpose } from "@worldwise/autodiff";
import type { Tensor } from "@worldwise/protocol";

/**
 * Solves A x = b for a matrix that need not be symmetric, inside a traced program, differentiable to any order.
 *
 *   AᵀA x = Aᵀb by Cholesky's factor, and once more for what is left: x ← x + (AᵀA)⁻¹ Aᵀ (b − A x)
 *
 * The normal equations square the condition number; the second pass takes most of that back. A singular A gives NaN.
 *
 * @param a - `[N, N]`
 * @param b - `[N, K]`
 * @returns `[N, K]`
 */
export function linearSolve(a: Tensor, b: Tensor): Tensor {
  const transposed = transpose(a);
  const factor = cholesky(matmul(transposed, a));
  const inverse = (right: Tensor): Tensor => choleskySolve(factor, matmul(transposed, right));
  const first = inverse(b);
  return add(first, inverse(sub(b, matmul(a, first))));
}
