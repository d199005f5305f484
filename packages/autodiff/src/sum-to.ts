import { reduceAxes, sumOperation } from "./reductions.ts";
import type { Shape } from "./shape.ts";
import { sameShape } from "./shape.ts";
import { reshape } from "./shaping.ts";
import type { Tensor } from "./tensor.ts";

/** Σ over every axis along which `shape` was repeated to the shape of g: what broadcasting does, backwards. */
export function sumTo(g: Tensor, shape: Shape): Tensor {
  if (sameShape(g.shape, shape)) return g;
  const missing = g.shape.length - shape.length;
  const axes = g.shape.flatMap((length, axis) => (axis < missing || shape[axis - missing] !== length ? [axis] : []));
  return reshape(reduceAxes(sumOperation, g, axes), shape);
}
