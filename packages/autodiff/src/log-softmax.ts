import { axisOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";
import { make, valuesOf } from "./tensor.ts";

/**
 * log softmax along the last axis:
 *
 *   y_k = a_k − max a − log Σ_j exp(a_j − max a)
 *
 * The largest is taken out first, so that nothing overflows.
 */
export function logSoftmax(a: Tensor): Tensor {
  const values = valuesOf(a, "logSoftmax");
  const size = a.shape[axisOf("logSoftmax", a.shape, -1)]!;
  const out = new Float64Array(values.length);
  for (let start = 0; start < values.length; start += size) {
    const row = values.subarray(start, start + size);
    const largest = row.reduce((best, value) => Math.max(best, value), -Infinity);
    const total = row.reduce((running, value) => running + Math.exp(value - largest), 0);
    for (let k = 0; k < size; k++) out[start + k] = row[k]! - largest - Math.log(total);
  }
  return make(out, a.shape, "float64");
}
