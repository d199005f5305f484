import { apply } from "./apply.ts";
import { neg } from "./arithmetic.ts";
import { checkSquare } from "./diagonal.ts";
import { solveKernel, solveWorkspace } from "./linear-kernels.ts";
import { matmul } from "./matmul.ts";
import type { ArrayCall, ArrayOperation } from "./operation.ts";
import { broadcastShape, shapeError, sizeOf } from "./shape.ts";
import { broadcastTo, transpose } from "./shaping.ts";
import type { Tensor } from "./tensor.ts";
import type { TriangularSolveOptions } from "./triangle.ts";
import { optionsOf, triangleOf } from "./triangle.ts";

const triangularSolveOperation: ArrayOperation = {
  kind: "array", name: "triangularSolve", needsDense: true,
  evaluate: substitute,
  // X = T⁻¹ R: R̄ = T⁻ᵀ X̄, T̄ = −R̄ Xᵀ in the triangle; for Tᵀ the transpose of that.
  vjp: (g, x, matrix) => {
    const { triangle, transposed } = optionsOf(x.attributes);
    const right = triangularSolve(matrix, g, { triangle, transposed: !transposed });
    const outer = transposed ? matmul(x, transpose(right)) : matmul(right, transpose(x));
    return [neg(triangleOf(outer, triangle)), right];
  },
  lower: solveKernel,
  workspaceBytes: solveWorkspace,
};

/**
 * Solves triangular systems: op(T) X = R, op being the identity or the transpose.
 *
 * Compiled programs compute it in float64, float32 ones too, and round the result. A zero on the diagonal gives infinities or NaN
 * among plain numbers, and NaN throughout in a compiled program.
 *
 * @param matrix - T, `[…, N, N]`, of which one triangle is read
 * @param right - R, `[…, N, K]`; leading axes broadcast
 * @returns X, `[…, N, K]`
 */
export function triangularSolve(
  matrix: Tensor, right: Tensor, { triangle = "lower", transposed = false }: TriangularSolveOptions = {},
): Tensor {
  checkSquare("triangularSolve", matrix);
  const [size, columns] = [matrix.shape.at(-1)!, right.shape.at(-1)];
  if (right.shape.length < 2 || right.shape.at(-2) !== size) throw shapeError("triangularSolve", "[… N×N] and [… N×K]", matrix, right);
  const lead = broadcastShape(matrix.shape.slice(0, -2), right.shape.slice(0, -2));
  if (lead === undefined) throw shapeError("triangularSolve", "leading axes that broadcast", matrix, right);
  const shape = [...lead, size, columns!];
  return apply(triangularSolveOperation, [broadcastTo(matrix, [...lead, size, size]), broadcastTo(right, shape)], shape, { triangle, transposed });
}

function substitute({ inputs: [matrices, rights], outShape, attributes, out }: ArrayCall): void {
  const [size, columns] = [outShape.at(-2)!, outShape.at(-1)!];
  out.set(rights!);
  for (let e = 0; e < sizeOf(outShape.slice(0, -2)); e++) {
    const matrix = matrices!.subarray(e * size * size, (e + 1) * size * size);
    substituteOne(matrix, out.subarray(e * size * columns, (e + 1) * size * columns), columns, optionsOf(attributes));
  }
}

function substituteOne(matrix: Float64Array, x: Float64Array, columns: number, { triangle, transposed }: Required<TriangularSolveOptions>): void {
  const size = Math.sqrt(matrix.length);
  const startsAtTop = (triangle === "lower") !== transposed;
  const entry = (i: number, j: number): number => matrix[transposed ? j * size + i : i * size + j]!;
  for (let step = 0; step < size; step++) {
    const i = startsAtTop ? step : size - 1 - step;
    for (let k = 0; k < columns; k++) {
      let rest = x[i * columns + k]!;
      for (let j = startsAtTop ? 0 : i + 1; j < (startsAtTop ? i : size); j++) rest -= entry(i, j) * x[j * columns + k]!;
      x[i * columns + k] = rest / entry(i, i);
    }
  }
}
