import { broadcastShape, placeOf, shapeError, sizeOf, stretchedStrides } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import { make, valuesOf } from "./tensor.ts";

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
    throw shapeError("matmul", "[… I×K] and [… K×J]", a.shape, b.shape);
  }
  const [leadA, leadB] = [a.shape.slice(0, -2), b.shape.slice(0, -2)];
  const lead = broadcastShape(leadA, leadB);
  if (lead === undefined) throw shapeError("matmul", "leading axes that broadcast", a.shape, b.shape);
  const [x, y] = [valuesOf(a, "matmul"), valuesOf(b, "matmul")];
  const [strideA, strideB] = [stretchedStrides(leadA, lead), stretchedStrides(leadB, lead)];
  const out = new Float64Array(sizeOf(lead) * rows * columns);
  for (let e = 0; e < sizeOf(lead); e++) {
    const [fromA, fromB] = [placeOf(e, lead, strideA) * rows * inner, placeOf(e, lead, strideB) * inner * columns];
    const [left, right] = [x.subarray(fromA, fromA + rows * inner), y.subarray(fromB, fromB + inner * columns)];
    multiply(left, right, rows, inner, columns, out.subarray(e * rows * columns, (e + 1) * rows * columns));
  }
  return make(out, [...lead, rows, columns], "float64");
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
