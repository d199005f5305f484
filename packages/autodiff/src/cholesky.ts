import { apply } from "./apply.ts";
import { add, mul } from "./arithmetic.ts";
import { checkSquare, diagonal } from "./diagonal.ts";
import { log } from "./elementary.ts";
import { choleskyKernel, choleskyWorkspace } from "./linear-kernels.ts";
import { matmul } from "./matmul.ts";
import type { ArrayCall, ArrayOperation } from "./operation.ts";
import { sum } from "./reductions.ts";
import { sizeOf } from "./shape.ts";
import { transpose } from "./shaping.ts";
import type { Tensor } from "./tensor.ts";
import { halvedLower } from "./triangle.ts";
import { triangularSolve } from "./triangular-solve.ts";

const choleskyOperation: ArrayOperation = {
  kind: "array", name: "cholesky", needsDense: true,
  evaluate: factorBatch,
  // Ā = L⁻ᵀ Φ(Lᵀ L̄) L⁻¹, made symmetric: Murray (2016), "Differentiation of the Cholesky decomposition", eq. (10).
  vjp: (g, lower) => {
    const inner = halvedLower(matmul(transpose(lower), g));
    const left = triangularSolve(lower, inner, { transposed: true });
    return [symmetric(transpose(triangularSolve(lower, transpose(left), { transposed: true })))];
  },
  lower: choleskyKernel,
  workspaceBytes: choleskyWorkspace,
};

const symmetric = (a: Tensor): Tensor => mul(0.5, add(a, transpose(a)));

/**
 * Cholesky's factor of symmetric positive definite matrices, the lower triangle L of A = L Lᵀ.
 *
 * The symmetric part (A + Aᵀ) / 2 is what is factored, so that the derivative is that of a function of every entry. Compiled programs
 * compute it in float64, float32 ones too, and round the result. A matrix that is not positive definite gives NaN.
 *
 * @param a - `[…, N, N]`
 * @returns `[…, N, N]`, zeros above the diagonal
 *
 * @example
 * ```ts
 * import { cholesky, choleskySolve, grad, logDeterminant, numbers, tensor, type Tensor } from "@worldwise/autodiff";
 *
 * const a = tensor([4, 2, 2, 2], [2, 2]);
 * console.log([...numbers(cholesky(a))]); // [ 2, 0, 1, 1 ]
 * console.log([...numbers(choleskySolve(cholesky(a), tensor([8, 6], [2, 1])))]); // [ 1, 2 ]
 * console.log([...numbers(grad((x: Tensor) => logDeterminant(cholesky(x)))(a))]); // [ 0.5, -0.5, -0.5, 1 ]
 * ```
 */
export function cholesky(a: Tensor): Tensor {
  checkSquare("cholesky", a);
  return apply(choleskyOperation, [symmetric(a)], a.shape);
}

/** A⁻¹ R from Cholesky's factor L of A: `[…, N, N]` and `[…, N, K]` → `[…, N, K]`. */
export const choleskySolve = (lower: Tensor, right: Tensor): Tensor =>
  triangularSolve(lower, triangularSolve(lower, right), { transposed: true });

/** log det A = 2 Σ_i log L_ii from Cholesky's factor L of A: `[…, N, N]` → `[…]`. */
export const logDeterminant = (lower: Tensor): Tensor => mul(2, sum(log(diagonal(lower)), -1));

function factorBatch({ inputs: [matrices], outShape, out }: ArrayCall): void {
  const size = outShape.at(-1)!;
  for (let e = 0; e < sizeOf(outShape.slice(0, -2)); e++) {
    factor(matrices!.subarray(e * size * size, (e + 1) * size * size), out.subarray(e * size * size, (e + 1) * size * size), size);
  }
}

/** Row by row, from the lower triangle; NaN throughout if a pivot is not positive. */
function factor(matrix: Float64Array, lower: Float64Array, size: number): void {
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j]!;
      for (let k = 0; k < j; k++) rest -= lower[i * size + k]! * lower[j * size + k]!;
      if (i > j) lower[i * size + j] = rest / lower[j * size + j]!;
      else if (rest > 0 && rest < Infinity) lower[i * size + i] = Math.sqrt(rest);
      else return void lower.fill(NaN);
    }
  }
}
