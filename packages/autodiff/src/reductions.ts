import { axisOf, sizeOf, viewAlong } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import { make, valuesOf } from "./tensor.ts";

/**
 * Σ a, over one axis, which disappears, or over everything, which leaves a scalar.
 *
 * @param axis - from 0, or from −1 backwards
 */
export const sum = (a: Tensor, axis?: number): Tensor => total("sum", a, axis);

/** Σ a / count, over one axis or over everything. Always float64. */
export function mean(a: Tensor, axis?: number): Tensor {
  const added = total("mean", a, axis);
  const count = sizeOf(a.shape) / sizeOf(added.shape);
  return make(valuesOf(added, "mean").map((value) => value / count), added.shape, "float64");
}

function total(operation: string, a: Tensor, axis: number | undefined): Tensor {
  const values = valuesOf(a, operation);
  const dtype = a.dtype === "int32" ? "int32" : "float64";
  if (axis === undefined) return make(everything(values), [], dtype);
  const along = axisOf(operation, a.shape, axis);
  const { outer, length, inner } = viewAlong(a.shape, along);
  const out = new Float64Array(outer * inner);
  for (let o = 0; o < outer; o++) {
    for (let k = 0; k < length; k++) {
      for (let i = 0; i < inner; i++) out[o * inner + i] = out[o * inner + i]! + values[(o * length + k) * inner + i]!;
    }
  }
  return make(out, a.shape.filter((_, each) => each !== along), dtype);
}

const everything = (values: Float64Array): Float64Array => Float64Array.of(values.reduce((running, value) => running + value, 0));
