import type { Shape } from "./shape.ts";
import { axisOf, sameShape, shapeError, sizeOf, viewAlong } from "./shape.ts";
import { TensorError } from "./tensor-error.ts";
import type { Tensor } from "./tensor.ts";
import { make, valuesOf } from "./tensor.ts";

/** The same numbers, row by row, in another shape of the same size. */
export function reshape(a: Tensor, shape: readonly number[]): Tensor {
  if (sizeOf(shape) !== sizeOf(a.shape)) throw shapeError("reshape", `a shape of ${sizeOf(a.shape)} numbers`, a.shape, shape);
  return make(valuesOf(a, "reshape"), shape, a.dtype);
}

/** Elements from … to−1 along one axis. */
export function slice(a: Tensor, axis: number, from: number, to: number): Tensor {
  const along = axisOf("slice", a.shape, axis);
  const { outer, length, inner } = viewAlong(a.shape, along);
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= length)) {
    throw new TensorError("slice", {
      expected: `slice: 0 <= from <= to <= ${length} along axis ${along}`, got: `${from} … ${to}`, todo: "stay inside the axis",
    });
  }
  const values = valuesOf(a, "slice");
  const block = (to - from) * inner;
  const out = new Float64Array(outer * block);
  for (let o = 0; o < outer; o++) {
    const start = (o * length + from) * inner;
    out.set(values.subarray(start, start + block), o * block);
  }
  return make(out, withLength(a.shape, along, to - from), a.dtype);
}

/** Tensors one after another along one axis. The other axes agree. */
export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const [first] = parts;
  if (first === undefined) {
    throw new TensorError("concat", { expected: "concat: at least one tensor", got: "none", todo: "pass some" });
  }
  const along = axisOf("concat", first.shape, axis);
  const flat = withLength(first.shape, along, 0);
  if (!parts.every(({ shape }) => sameShape(withLength(shape, along, 0), flat))) {
    throw shapeError("concat", `shapes that differ along axis ${along} alone`, ...parts.map(({ shape }) => shape));
  }
  const length = parts.reduce((total, { shape }) => total + shape[along]!, 0);
  const { outer, inner } = viewAlong(first.shape, along);
  const out = new Float64Array(outer * length * inner);
  let start = 0;
  for (const part of parts) {
    const block = part.shape[along]! * inner;
    const values = valuesOf(part, "concat");
    for (let o = 0; o < outer; o++) out.set(values.subarray(o * block, (o + 1) * block), o * length * inner + start);
    start += block;
  }
  return make(out, withLength(first.shape, along, length), parts.every(({ dtype }) => dtype === "int32") ? "int32" : "float64");
}

const withLength = (shape: Shape, axis: number, length: number): Shape =>
  shape.map((own, each) => (each === axis ? length : own));
