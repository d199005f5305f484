import { broadcastShape, placeOf, shapeError, sizeOf, stretchedStrides } from "./shape.ts";
import type { Operand, Tensor, TensorDtype } from "./tensor.ts";
import { make, tensor, valuesOf } from "./tensor.ts";

/** a + b. Shapes broadcast as in NumPy: aligned at the last axis, a length of 1 stretches. */
export const add = (a: Operand, b: Operand): Tensor => pairwise("add", a, b, (x, y) => x + y);
/** a − b. Shapes broadcast. */
export const sub = (a: Operand, b: Operand): Tensor => pairwise("sub", a, b, (x, y) => x - y);
/** a · b, place by place. Shapes broadcast. */
export const mul = (a: Operand, b: Operand): Tensor => pairwise("mul", a, b, (x, y) => x * y);
/** a / b, float64 also among integers. Shapes broadcast. */
export const div = (a: Operand, b: Operand): Tensor => pairwise("div", a, b, (x, y) => x / y, "float64");
/** −a. */
export const neg = (a: Tensor): Tensor => each("neg", a, (x) => -x, a.dtype);
/** a². */
export const square = (a: Tensor): Tensor => each("square", a, (x) => x * x, a.dtype);
/** eᵃ. */
export const exp = (a: Tensor): Tensor => each("exp", a, Math.exp);
/** Natural logarithm. */
export const log = (a: Tensor): Tensor => each("log", a, Math.log);
/** Hyperbolic tangent. */
export const tanh = (a: Tensor): Tensor => each("tanh", a, Math.tanh);

const closed = (...dtypes: readonly TensorDtype[]): TensorDtype =>
  (dtypes.every((dtype) => dtype === "int32") ? "int32" : "float64");

function each(operation: string, a: Tensor, f: (x: number) => number, dtype: TensorDtype = "float64"): Tensor {
  return make(valuesOf(a, operation).map(f), a.shape, closed(dtype));
}

/** A number takes the place of a scalar; a whole one leaves integers what they are. */
const lift = (operand: Operand): Tensor =>
  (typeof operand === "number" ? tensor(operand, [], (operand | 0) === operand ? "int32" : "float64") : operand);

function pairwise(
  operation: string, left: Operand, right: Operand, f: (x: number, y: number) => number, dtype?: TensorDtype,
): Tensor {
  const [a, b] = [lift(left), lift(right)];
  const shape = broadcastShape(a.shape, b.shape);
  if (shape === undefined) throw shapeError(operation, "shapes that broadcast", a.shape, b.shape);
  const [x, y] = [valuesOf(a, operation), valuesOf(b, operation)];
  const [xStrides, yStrides] = [stretchedStrides(a.shape, shape), stretchedStrides(b.shape, shape)];
  const out = new Float64Array(sizeOf(shape));
  for (let i = 0; i < out.length; i++) out[i] = f(x[placeOf(i, shape, xStrides)]!, y[placeOf(i, shape, yStrides)]!);
  return make(out, shape, dtype ?? closed(a.dtype, b.dtype));
}
