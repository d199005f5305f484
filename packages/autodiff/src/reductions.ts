import { apply } from "./apply.ts";
import { div, mul, mulOperation } from "./arithmetic.ts";
import { equal } from "./comparison.ts";
import type { ReductionOperation } from "./operation.ts";
import type { Shape } from "./shape.ts";
import { axisOf, sameShape, sizeOf } from "./shape.ts";
import { broadcastTo, reshape } from "./shaping.ts";
import { fill, isFill } from "./simplify.ts";
import type { Tensor } from "./tensor.ts";

/** An axis counted from 0 or from −1 backwards, several, or all of them when not given. */
export type Axes = number | readonly number[];

/** Σ a over axes that become 1. */
export const sumOperation: ReductionOperation = {
  kind: "reduction", name: "sum", closed: true, start: 0,
  combine: (a, b) => a + b,
  vjp: (g, _y, a) => [broadcastTo(g, a.shape)],
  simplify: ({ graph, shape }, x) => {
    if (sameShape(x.shape, shape)) return x;
    if (!isFill(x)) return undefined;
    const count = graph.constant(sizeOf(x.shape) / sizeOf(shape), x.dtype);
    return fill(graph, graph.node(mulOperation, [x.inputs[0]!, count], []), shape);
  },
};
/** max a over axes that become 1. */
export const maxOperation: ReductionOperation = {
  kind: "reduction", name: "max", closed: true, start: -Infinity,
  combine: Math.max,
  vjp: (g, y, a) => {
    const winners = equal(a, y);
    return [mul(winners, div(g, reduceAxes(sumOperation, winners, changedAxes(a.shape, y.shape))))];
  },
  simplify: ({ shape }, x) => (sameShape(x.shape, shape) ? x : undefined),
};

/** Σ a, over axes, which disappear, or over everything, which leaves a scalar. */
export const sum = (a: Tensor, axes?: Axes): Tensor => reduced(sumOperation, a, axes);

/** max a over axes, which disappear, or over everything. Where several are largest they share the derivative. */
export const max = (a: Tensor, axes?: Axes): Tensor => reduced(maxOperation, a, axes);

/** Σ a / count, over axes or over everything. Never an integer. */
export function mean(a: Tensor, axes?: Axes): Tensor {
  const total = reduced(sumOperation, a, axes, "mean");
  return div(total, sizeOf(a.shape) / sizeOf(total.shape));
}

/** Folds axes to length 1. */
export function reduceAxes(operation: ReductionOperation, a: Tensor, axes: readonly number[]): Tensor {
  const shape = a.shape.map((length, axis) => (axes.includes(axis) ? 1 : length));
  return apply(operation, [a], shape, { axes });
}

/** The axes that were meant, counted from 0. */
export function axesOf(name: string, shape: Shape, axes?: Axes): readonly number[] {
  if (axes === undefined) return shape.map((_, axis) => axis);
  return (typeof axes === "number" ? [axes] : axes).map((axis) => axisOf(name, shape, axis));
}

function reduced(operation: ReductionOperation, a: Tensor, axes: Axes | undefined, name: string = operation.name): Tensor {
  const along = axesOf(name, a.shape, axes);
  return reshape(reduceAxes(operation, a, along), a.shape.filter((_, axis) => !along.includes(axis)));
}

const changedAxes = (from: Shape, to: Shape): readonly number[] => from.flatMap((length, axis) => (to[axis] === length ? [] : [axis]));
