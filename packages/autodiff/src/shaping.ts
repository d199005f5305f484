import { apply, graphOf } from "./apply.ts";
import { broadcastOperation } from "./broadcast-operation.ts";
import { concat } from "./concat.ts";
import { reshapedStrides } from "./layout.ts";
import type { Node } from "./graph.ts";
import type { Candidate, ViewOperation } from "./operation.ts";
import type { Shape } from "./shape.ts";
import { axisOf, broadcastShape, sameShape, shapeError, sizeOf, withLength } from "./shape.ts";
import { fill, isFill } from "./simplify.ts";
import { TensorError } from "./tensor-error.ts";
import type { Tensor } from "./tensor.ts";
import { tensor } from "./tensor.ts";

/** The same numbers in another shape. */
export const reshapeOperation: ViewOperation = {
  kind: "view", name: "reshape", closed: true,
  view: ({ offset, strides }, from, to) => {
    const moved = reshapedStrides(from, strides, to);
    return moved && { offset, strides: moved };
  },
  vjp: (g, _y, a) => [reshape(g, a.shape)],
  simplify: ({ graph, shape }, x) => {
    if (x.operation === reshapeOperation) return graph.node(reshapeOperation, x.inputs, shape);
    return isFill(x) ? fill(graph, x.inputs[0]!, shape) : undefined;
  },
};
/** A stretch of one axis: `axis`, `from`. */
export const sliceOperation: ViewOperation = {
  kind: "view", name: "slice", closed: true,
  view: ({ offset, strides }, _from, _to, { axis, from }) => ({ offset: offset + from! * strides[axis!]!, strides }),
  vjp: (g, y, a) => [paddedLike(a, g, y.attributes.axis!, y.attributes.from!)],
  simplify: sliceOf,
};
/** Axes in another `order`. */
export const transposeOperation: ViewOperation = {
  kind: "view", name: "transpose", closed: true,
  view: ({ offset, strides }, _from, _to, { order }) => ({ offset, strides: order!.map((axis) => strides[axis]!) }),
  vjp: (g, y) => {
    const { order } = y.attributes;
    return [transpose(g, order!.map((_, axis) => order!.indexOf(axis)))];
  },
  simplify: ({ graph, shape, attributes: { order } }, x) => {
    if (isFill(x)) return fill(graph, x.inputs[0]!, shape);
    if (order!.every((axis, place) => axis === place)) return x;
    const before = x.operation === transposeOperation ? x.attributes.order : undefined;
    return before && graph.node(transposeOperation, x.inputs, shape, { order: order!.map((axis) => before[axis]!) });
  },
};

/** The same numbers, row by row, in another shape of the same size. */
export function reshape(a: Tensor, shape: Shape): Tensor {
  if (sizeOf(shape) !== sizeOf(a.shape)) throw shapeError("reshape", `a shape of ${sizeOf(a.shape)} numbers`, a, shape);
  return sameShape(a.shape, shape) ? a : apply(reshapeOperation, [a], shape);
}

/** Repeats along missing axes and axes of length 1, as in NumPy. */
export function broadcastTo(a: Tensor, shape: Shape): Tensor {
  const common = broadcastShape(a.shape, shape);
  if (common === undefined || !sameShape(common, shape)) throw shapeError("broadcastTo", "a shape that the tensor can be repeated to", a, shape);
  return sameShape(a.shape, shape) ? a : apply(broadcastOperation, [a], shape);
}

/** Elements from … to−1 along one axis. */
export function slice(a: Tensor, axis: number, from: number, to: number): Tensor {
  const along = axisOf("slice", a.shape, axis);
  const length = a.shape[along]!;
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from <= to && to <= length)) {
    throw new TensorError("slice", {
      expected: `slice: 0 <= from <= to <= ${length} along axis ${along}`, got: `${from} … ${to}`, todo: "stay inside the axis",
    });
  }
  return to - from === length ? a : apply(sliceOperation, [a], withLength(a.shape, along, to - from), { axis: along, from });
}

/**
 * Axes in another order; nothing moves.
 *
 * @param order - axis k of the result is axis order[k] of a; when not given, the last two are exchanged
 */
export function transpose(a: Tensor, order: readonly number[] = lastTwoExchanged(a.shape.length)): Tensor {
  const sorted = [...order].sort((p, q) => p - q);
  if (!sameShape(sorted, a.shape.map((_, axis) => axis))) throw shapeError("transpose", "an order that holds each axis once", a, order);
  return apply(transposeOperation, [a], order.map((axis) => a.shape[axis]!), { order });
}

function lastTwoExchanged(rank: number): number[] {
  const order = Array.from({ length: rank }, (_, axis) => axis);
  return rank < 2 ? order : [...order.slice(0, -2), rank - 1, rank - 2];
}

/** A slice of something uniform, and a slice that is exactly one part of a concat. */
function sliceOf({ graph, shape, attributes: { axis, from } }: Candidate, x: Node): Node | undefined {
  if (isFill(x)) return fill(graph, x.inputs[0]!, shape);
  if (x.operation.name !== "concat" || x.attributes.axis !== axis) return undefined;
  let left = from!;
  for (const part of x.inputs) {
    if (left === 0 && part.shape[axis!] === shape[axis!]) return part;
    left -= part.shape[axis!]!;
  }
  return undefined;
}

/** Zeros, known as such to the graph of g. */
export function zerosBeside(g: Tensor, shape: Shape): Tensor {
  const graph = graphOf([g]);
  return graph === undefined ? broadcastTo(tensor(0), shape) : fill(graph, graph.constant(0), shape);
}

/** Zeros around g, to the shape of the tensor that it is a slice of. */
function paddedLike(whole: Tensor, g: Tensor, axis: number, from: number): Tensor {
  const zeros = (length: number): Tensor => zerosBeside(g, withLength(g.shape, axis, length));
  const after = whole.shape[axis]! - from - g.shape[axis]!;
  return concat([...(from > 0 ? [zeros(from)] : []), g, ...(after > 0 ? [zeros(after)] : [])], axis);
}
