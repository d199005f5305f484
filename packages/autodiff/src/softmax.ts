import { add, div, sub } from "./arithmetic.ts";
import { exp, log } from "./elementary.ts";
import type { Axes } from "./reductions.ts";
import { axesOf, maxOperation, reduceAxes, sumOperation } from "./reductions.ts";
import { reshape } from "./shaping.ts";
import { stopGradient } from "./stop-gradient.ts";
import { axisOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/**
 * log Σ exp a over axes, which disappear, or over everything. The largest is taken out first, so that nothing overflows:
 *
 *   y = m + log Σ_k exp(a_k − m),  m = max a
 */
export function logSumExp(a: Tensor, axes?: Axes): Tensor {
  const along = axesOf("logSumExp", a.shape, axes);
  const largest = stopGradient(reduceAxes(maxOperation, a, along));
  const y = add(log(reduceAxes(sumOperation, exp(sub(a, largest)), along)), largest);
  return reshape(y, a.shape.filter((_, axis) => !along.includes(axis)));
}

/**
 * log softmax along one axis, the last when not given:
 *
 *   y_k = a_k − m − log Σ_j exp(a_j − m),  m = max a
 */
export function logSoftmax(a: Tensor, axis = -1): Tensor {
  const { centered, along } = centeredAt(a, axis, "logSoftmax");
  return sub(centered, log(reduceAxes(sumOperation, exp(centered), along)));
}

/** exp(a_k) / Σ_j exp(a_j) along one axis, the last when not given. */
export function softmax(a: Tensor, axis = -1): Tensor {
  const { centered, along } = centeredAt(a, axis, "softmax");
  const weights = exp(centered);
  return div(weights, reduceAxes(sumOperation, weights, along));
}

function centeredAt(a: Tensor, axis: number, name: string): { readonly centered: Tensor; readonly along: readonly number[] } {
  const along = [axisOf(name, a.shape, axis)];
  return { along, centered: sub(a, stopGradient(reduceAxes(maxOperation, a, along))) };
}
