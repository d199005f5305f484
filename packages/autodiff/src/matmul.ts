import { apply, graphOf } from "./apply.ts";
import { productKernels, productWorkspace } from "./matmul-kernel.ts";
import type { ArrayCall, ArrayOperation } from "./operation.ts";
import { broadcastShape, shapeError, sizeOf } from "./shape.ts";
import { broadcastTo, transpose } from "./shaping.ts";
import type { Tensor } from "./tensor.ts";

/** y_ij = Σ_k a_ik b_kj over the last two axes; the leading axes of both agree. */
export const matmulOperation: ArrayOperation = {
  kind: "array", name: "matmul", needsDense: false,
  evaluate: multiplyBatch,
  vjp: (g, _y, a, b) => [matmul(g, transpose(b)), matmul(transpose(a), g)],
  lower: (node, places) => productKernels(node, places, { bias: undefined, isRectified: false, nodes: [node] }),
  workspaceBytes: productWorkspace,
};

/**
 * The matrix product over the last two axes; leading axes are a batch, and broadcast:
 *
 *   y_ij = Σ_k a_ik b_kj
 *
 * @param a - `[…, I, K]`
 * @param b - `[…, K, J]`
 * @returns `[…, I, J]`
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const [rows, inner, columns] = [a.shape.at(-2), a.shape.at(-1), b.shape.at(-1)];
  if (rows === undefined || inner === undefined || columns === undefined || b.shape.at(-2) !== inner) {
    throw shapeError("matmul", "[… I×K] and [… K×J]", a, b);
  }
  const lead = broadcastShape(a.shape.slice(0, -2), b.shape.slice(0, -2));
  if (lead === undefined) throw shapeError("matmul", "leading axes that broadcast", a, b);
  const shared = graphOf([a, b]) === undefined || lead.length > 0;
  const [left, right] = shared ? [broadcastTo(a, [...lead, rows, inner]), broadcastTo(b, [...lead, inner, columns])] : [a, b];
  return apply(matmulOperation, [left, right], [...lead, rows, columns]);
}

function multiplyBatch({ inputs: [a, b], shapes, outShape, out }: ArrayCall): void {
  const [rows, columns, inner] = [outShape.at(-2)!, outShape.at(-1)!, shapes[0]!.at(-1)!];
  for (let e = 0; e < sizeOf(outShape.slice(0, -2)); e++) {
    const left = a!.subarray(e * rows * inner, (e + 1) * rows * inner);
    const right = b!.subarray(e * inner * columns, (e + 1) * inner * columns);
    multiply(left, right, rows, inner, columns, out.subarray(e * rows * columns, (e + 1) * rows * columns));
  }
}

function multiply(a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number, out: Float64Array): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      let total = 0;
      for (let k = 0; k < inner; k++) total += a[i * inner + k]! * b[k * columns + j]!;
      out[i * columns + j] = total;
    }
  }
}
