import { add, div, maximum, mean, mul, reshape, sqrt, square, sub, sum } from "@worldwise/autodiff";
import type { Parameter, Tensor } from "@worldwise/protocol";
import { checkRange, checkSize } from "./check-size.ts";
import type { Layer } from "./layer.ts";
import { filled } from "./layer.ts";
import { rowVector } from "./row-vector.ts";

/** Parameters of a layer norm: `[S]` each. */
export type LayerNormParameters = { readonly scale: Parameter; readonly offset: Parameter };

/**
 * Layer normalization: each row is brought to mean 0 and variance 1, then scaled and moved place by place.
 *
 *   y = scale · (x − mean x) / √(var x + ε) + offset
 *
 * The variance is the mean of squares, over the S numbers of a row. Source: Ba, Kiros, Hinton (2016), eqs. 3 and 4.
 *
 * @param options - S, and ε, 1e-5 when not given
 */
export function layerNorm(
  { size, epsilon = 1e-5 }: { readonly size: number; readonly epsilon?: number },
): Layer<LayerNormParameters> {
  checkSize("size", size);
  checkRange("epsilon", epsilon, 0, 1);
  return Object.freeze<Layer<LayerNormParameters>>({
    init: () => ({ scale: filled([size], 1), offset: filled([size]) }),
    apply({ scale, offset }, x) {
      const centered = sub(x, overRow(x, mean));
      const deviation = sqrt(add(overRow(square(centered), mean), epsilon));
      return add(mul(div(centered, deviation), rowVector(scale)), rowVector(offset));
    },
  });
}

/**
 * Each row divided by its length, so that features lie on the unit sphere: y = x / max(‖x‖, ε).
 *
 * @param epsilon - keeps a row of zeros zero, with a finite derivative; above 1e-18, so that its square is a float32
 */
export function unitLength(x: Tensor, epsilon = 1e-12): Tensor {
  return div(x, sqrt(maximum(overRow(square(x), sum), epsilon * epsilon)));
}

/** A reduction over the last axis, which stays with length 1. */
const overRow = (x: Tensor, reduce: (x: Tensor, axis: number) => Tensor): Tensor =>
  reshape(reduce(x, -1), [...x.shape.slice(0, -1), 1]);
